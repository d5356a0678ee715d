#!/usr/bin/env python3
"""A file fits in the head and a function on a screen: warns early, fails at the hard limit.

Universal Ctags finds the functions. Generated tables are exempt from the limit on files, by name.
"""
import json
import pathlib
import subprocess

import gate

FILE_WARNS, FILE_FAILS = 500, 800
FUNCTION_WARNS, FUNCTION_FAILS = 60, 100
GENERATED = {}  # path below the project's root: the script that writes it


def functions(source, paths):
    """(path, line, name, length) of every function in the C++ files."""
    command = ["ctags", "--output-format=json", "--languages=C++", "--kinds-C++=f", "--fields=+ne", "-f", "-", "-L", "-"]
    listing = subprocess.run(command, input="\n".join(map(str, paths)), capture_output=True, text=True, cwd=source)
    if listing.returncode != 0:
        raise SystemExit(f"ctags failed: {listing.stderr.strip()} (Universal Ctags: package universal-ctags)")
    for tag in map(json.loads, listing.stdout.splitlines()):
        if "end" in tag:
            yield pathlib.Path(tag["path"]), tag["line"], tag["name"], tag["end"] - tag["line"] + 1


def judge(path, line, what, length, warns, fails):
    if length <= warns:
        return []
    limit = fails if length > fails else warns
    return [gate.Finding(path, line, f"{what} has {length} lines, limit {limit}", warning=length <= fails)]


def check(source, _binary):
    findings = []
    for name in GENERATED:
        if not (source / name).exists():
            findings.append(gate.Finding(source / name, 1, "listed as generated in tools/check_size.py, but gone"))
    for path in gate.files(source, ".h", ".cpp", ".py", ".sh", ".cmake"):
        if path.relative_to(source).as_posix() not in GENERATED:
            findings += judge(path, 1, "file", sum(1 for _ in gate.lines(path)), FILE_WARNS, FILE_FAILS)
    for path, line, name, length in functions(source, gate.files(source, ".h", ".cpp")):
        findings += judge(path, line, f"function {name}", length, FUNCTION_WARNS, FUNCTION_FAILS)
    return findings


if __name__ == "__main__":
    gate.main(check)
