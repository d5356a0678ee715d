#!/usr/bin/env python3
"""Includes point downward (src/layers.txt), and each library stays in the one folder that hides it.

A library's header is found by the start of its name; an include in angle brackets that is neither listed below nor
a header of C++, C or the system is a new dependency, which is a decision and not an accident.
"""
import re

import gate

# The start of a library's headers, and which files below src may include them.
TESTS = re.compile(r".*(_test\.cpp|/test_\w+\.h)")
LIBRARIES = {
    "boost/": re.compile(r"base/json\.cpp|http/.*"),
    "openssl/": re.compile(r"base/(digest|ed25519)\.cpp|http/.*"),
    "zlib.h": re.compile(r"http/.*"),
    "curl/": re.compile(r"http/.*"),
    "pcre2.h": re.compile(r"tokenizer/.*"),
    # Widths on a terminal, too: wcwidth() would depend on the user's locale.
    "utf8proc.h": re.compile(r"tokenizer/.*|cli/display_width\.cpp"),
    "yaml-cpp/": re.compile(r"base/config_file\.cpp"),
    "histedit.h": re.compile(r"cli/repl/libedit\.h"),
    "CLI/": re.compile(r"cli/.*"),
    "gtest/": TESTS,
    "gmock/": TESTS,
    "immintrin.h": re.compile(r"kernels/avx(2|512)/.*"),
    "arm_neon.h": re.compile(r"kernels/neon/.*"),
    "cpuid.h": re.compile(r"base/cpu_info\.cpp"),
}
CPP_HEADER = re.compile(r"[a-z_]+$")
C_HEADERS = {"assert.h", "errno.h", "float.h", "inttypes.h", "limits.h", "math.h", "stdalign.h", "stdarg.h",
             "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "time.h"}
SYSTEM_HEADERS = re.compile(r"(sys|linux|asm)/[a-z_]+\.h$|(fcntl|unistd|sched|pthread|signal|termios|poll|elf|netdb|ifaddrs|pwd|malloc|spawn)\.h$|(arpa|netinet)/[a-z_]+\.h$")
INCLUDE = re.compile(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')
LIBRARY_CALL = re.compile(r"hearth_library\((\w+)(?:\s+DEPS\s+([a-z_\s]+))?")


def read_layers(path):
    """{folder: folders it may include}, and the findings on the list itself."""
    allowed, findings = {}, []
    for number, line in gate.lines(path):
        name, _, below = line.partition("#")[0].partition(":")
        if not name.strip():
            continue
        for unknown in sorted(set(below.split()) - allowed.keys()):
            findings.append(gate.Finding(path, number, f"{name.strip()} may include {unknown}, which is not above it"))
        allowed[name.strip()] = {name.strip(), *below.split()}
    return allowed, findings


def complaint(header, where, allowed):
    """What is wrong with the quoted include of header in the file `where` (below src), or None."""
    folder, target = where.parts[0], header.partition("/")[0]
    if len(where.parts) == 1:  # main.cpp may include everything
        return None
    if "/" not in header or target not in allowed:
        return f'"{header}" does not start with a folder of src/layers.txt'
    if target not in allowed[folder]:
        return f"{folder} may not include {target} (src/layers.txt)"
    return None


def library_complaint(header, where):
    """What is wrong with the include <header> in the file `where` (below src), or None."""
    for library, places in LIBRARIES.items():
        if header.startswith(library):
            return None if places.fullmatch(where.as_posix()) else f"<{header}> belongs to {places.pattern}"
    if CPP_HEADER.match(header) or header in C_HEADERS or SYSTEM_HEADERS.match(header):
        return None
    return f"<{header}> is a library that tools/check_layers.py does not list"


def check_cmake(source, allowed):
    """The links of each library are includes that its folder may use: CMake holds no second truth."""
    path, findings = source / "CMakeLists.txt", []
    if not path.exists():
        return findings
    for number, line in gate.lines(path):
        call = LIBRARY_CALL.match(line)
        if call and call[1] not in allowed:
            findings.append(gate.Finding(path, number, f"{call[1]} is missing in src/layers.txt"))
        elif call:
            for extra in sorted(set((call[2] or "").split()) - allowed[call[1]]):
                findings.append(gate.Finding(path, number, f"{call[1]} may not link {extra} (src/layers.txt)"))
    return findings


def check(source, _binary):
    src = source / "src"
    allowed, findings = read_layers(src / "layers.txt")
    findings += check_cmake(source, allowed)
    for path in gate.files(src, ".h", ".cpp", ".def"):
        where = path.relative_to(src)
        if len(where.parts) > 1 and where.parts[0] not in allowed:
            findings.append(gate.Finding(path, 1, f"folder {where.parts[0]} is missing in src/layers.txt"))
            continue
        for number, line in gate.lines(path):
            if include := INCLUDE.match(line):
                quoted, angled = include.groups()
                wrong = complaint(quoted, where, allowed) if quoted else library_complaint(angled, where)
                if wrong:
                    findings.append(gate.Finding(path, number, wrong))
    return findings


if __name__ == "__main__":
    gate.main(check)
