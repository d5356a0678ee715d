#!/usr/bin/env python3
"""Every unit X.cpp has its X_test.cpp beside it; an exception names the test that covers it instead, and why."""
import re

import gate

# A pattern below src/, the test that covers these units, and why they are tested together.
EXCEPTIONS = [
    (r"main\.cpp", "tests/e2e/test_run.py", "one call into src/cli"),
    (r"cli/commands/.*", "tests/e2e/test_run.py", "commands are tested as users run them"),
    (r"kernels/\w+/.*", "src/kernels/matmul_test.cpp", "whole tables are compared, set against set"),
    (r"quant/.*", "src/quant/format_test.cpp", "formats are rows of one list, with one set of properties"),
    (r"tokenizer/pretokenizers/.*", "src/tokenizer/pretokenizers/pretokenizer_test.cpp",
     "rules are rows of one list, each compared with the same golden texts"),
    (r"template/go/.*", "src/template/go/golden_test.cpp", "parts of one language, tested by its programs"),
    (r"template/jinja/.*", "src/template/jinja/golden_test.cpp", "parts of one language, tested by its programs"),
    (r"compute/cpu/.*", "src/runtime/determinism_test.cpp", "verbs are right when whole models give known logits"),
    (r"runtime/benchmark\.cpp", "tests/e2e/test_inspect.py", "a stopwatch around the engine"),
    (r"model/families/.*", "src/runtime/golden_models_test.cpp", "a family is right when whole models give known logits"),
]


def check(source, _binary):
    src, findings = source / "src", []
    for path in gate.files(src, ".cpp"):
        where, test = path.relative_to(src).as_posix(), path.with_name(path.stem + "_test.cpp")
        if path.stem.endswith(("_test", "_fuzz")) or test.exists():
            continue
        covering = next((other for pattern, other, _ in EXCEPTIONS if re.fullmatch(pattern, where)), None)
        if covering is None:
            findings.append(gate.Finding(path, 1, f"has no {test.name} beside it"))
        elif not (source / covering).exists():
            findings.append(gate.Finding(path, 1, f"is to be covered by {covering}, which does not exist"))
    return findings


if __name__ == "__main__":
    gate.main(check)
