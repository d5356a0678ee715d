#!/usr/bin/env python3
"""What the pages name exists, and no file of the project names a place on somebody's own machine."""
import re

import gate

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
QUOTED = re.compile(r"`([^`\s]+)`")
ELSEWHERE = re.compile(r"\w+://|mailto:")
OPEN_ENDED = re.compile(r"[<>*{}$]|\.\.\.|NAME|FILE")  # a pattern or a placeholder, not a path
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(home|root|work|Users)/\w")


def roots(source):
    """First parts by which a quoted word is taken for a path: the entries of the root and of src/."""
    return {p.name for p in source.iterdir()}, {p.name for p in (source / "src").iterdir() if p.is_dir()}


def missing_paths(source, page, line, tops, folders):
    """Paths named in a line of a page that lead nowhere."""
    for target in LINK.findall(line):
        if not ELSEWHERE.match(target) and not (page.parent / target).exists():
            yield target
    for word in QUOTED.findall(line):
        word = word.removeprefix("./").rstrip(".,:;")
        first, slash, _ = word.partition("/")
        if OPEN_ENDED.search(word) or first == "build":
            continue
        is_path = (slash and first in tops | folders) or (word.endswith((".md", ".py")) and not slash)
        places = [source / word, source / "src" / word, page.parent / word]
        if is_path and not any(place.exists() for place in places):
            yield word


def check(source, _binary):
    findings, (tops, folders) = [], roots(source)
    for page in gate.files(source, ".md"):
        for number, line in gate.lines(page):
            for name in missing_paths(source, page, line, tops, folders):
                findings.append(gate.Finding(page, number, f"names {name}, which does not exist"))
    for path in gate.files(source, ""):
        try:
            numbered = list(gate.lines(path))
        except UnicodeDecodeError:
            continue  # not text: a golden or a fuzz input
        for number, line in numbered:
            if place := MACHINE_PATH.search(line):
                findings.append(gate.Finding(path, number, f"names a place on one machine: {place[0]}..."))
    return findings


if __name__ == "__main__":
    gate.main(check)
