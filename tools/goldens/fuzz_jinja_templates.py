#!/usr/bin/env python3
"""Compares Hearth's Jinja with Python's jinja2 on random templates and contexts, for a while.

    python3 tools/goldens/fuzz_jinja_templates.py TEMPLATE_TEST [SECONDS [SEED]]

TEMPLATE_TEST is the test program of src/template. Each round makes templates, has jinja2 render them, puts the answers
beside the goldens and runs the golden test. The first round with a difference ends it; its cases stay in
build/jinja_templates_that_differ.json. What is worth keeping goes into jinja/language.py. Needs jinja2 3.1.
"""
import pathlib
import subprocess
import sys
import time

import make_jinja

CASES_PER_ROUND = 3000


def main():
    test = pathlib.Path(sys.argv[1]).resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else time.time_ns()
    end, n_cases, n_outputs = time.monotonic() + seconds, 0, 0
    beside_goldens = make_jinja.GOLDEN / "fuzzing.json"
    while time.monotonic() < end:
        cases = list(make_jinja.random_cases(seed, CASES_PER_ROUND))
        n_cases += len(cases)
        n_outputs += sum("output" in case for case in cases)
        make_jinja.write("fuzzing.json", {"context": make_jinja.CASELESS, "cases": cases})
        try:
            done = subprocess.run([test, "--gtest_filter=JinjaGolden.*"], stdout=subprocess.PIPE, text=True, errors="replace")
        finally:
            differing = beside_goldens.read_text(encoding="utf-8")
            beside_goldens.unlink()
        if done.returncode != 0:
            kept = make_jinja.HERE.parents[1] / "build" / "jinja_templates_that_differ.json"
            kept.write_text(differing, encoding="utf-8")
            sys.exit(f"{done.stdout}\nseed {seed} differs; its cases are in {kept}")
        seed += 1
    print(f"{n_cases} templates alike, {n_outputs} of them rendered")


if __name__ == "__main__":
    main()
