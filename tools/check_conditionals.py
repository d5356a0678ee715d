#!/usr/bin/env python3
"""No conditional compilation, except where a file exists to hide a difference between machines or compilers."""
import re

import gate

# Prefixes below src/. A folder of kernels/ or compute/ is one instruction set or one device.
ALLOWED = re.compile(
    r"(kernels|compute)/\w+/|kernels/dispatch\.cpp$|base/(cpu_info\.cpp|float16\.h|check\.h)$")
CONDITIONAL = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef)\b")


def check(source, _binary):
    src, findings = source / "src", []
    for path in gate.files(src, ".h", ".cpp", ".def"):
        if ALLOWED.match(path.relative_to(src).as_posix()):
            continue
        for number, line in gate.lines(path):
            if CONDITIONAL.match(line):
                findings.append(gate.Finding(path, number, f"conditional compilation: {line.strip()}"))
    return findings


if __name__ == "__main__":
    gate.main(check)
