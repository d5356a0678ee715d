"""What every gate (check_*.py) shares: findings, the files of the project, and how a gate ends.

A gate is a function check(source, binary) -> [Finding] over the source tree and a build folder. Run as
`python3 check_X.py SOURCE_DIR BINARY_DIR` it prints the findings and fails when one of them is not a warning.
"""
import dataclasses
import pathlib
import sys

NOT_OURS = {".git", ".venv", ".cache", "build", "__pycache__", ".pytest_cache"}


@dataclasses.dataclass
class Finding:
    path: pathlib.Path
    line: int
    message: str
    warning: bool = False


def files(folder, *suffixes):
    """Every file of the project below folder whose name ends in one of the suffixes, in a fixed order."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in NOT_OURS:
            found += files(path, *suffixes)
        elif path.is_file() and path.name.endswith(suffixes):
            found.append(path)
    return found


def lines(path):
    """The lines of a file, numbered from 1."""
    return enumerate(path.read_text(encoding="utf-8").splitlines(), 1)


def main(check):
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} SOURCE_DIR BINARY_DIR")
    source = pathlib.Path(sys.argv[1]).resolve()
    findings = check(source, pathlib.Path(sys.argv[2]).resolve())
    for found in sorted(findings, key=lambda f: f.warning):
        path = found.path.relative_to(source) if found.path.is_relative_to(source) else found.path
        print(f"{path}:{found.line}: {'warning: ' if found.warning else ''}{found.message}")
    errors = sum(not found.warning for found in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings")
    sys.exit(errors > 0)
