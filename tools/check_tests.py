#!/usr/bin/env python3
"""Every unit X.cpp has its X_test.cpp beside it; an exception names the test that covers it instead, and why."""
import re

import gate

# A pattern below src/, the test that covers these units, and why they are tested together.
EXCEPTIONS = [
    (r"main\.cpp", "tests/e2e/test_run.py", "one call into src/cli"),
    (r"api/ollama/.*", "src/api/ollama/wire_test.cpp", "requests and replies are compared as text, in tests/wire"),
    (r"api/openai/.*", "src/api/openai/wire_test.cpp", "requests are compared as text, in tests/wire"),
    (r"api/anthropic/.*", "src/api/anthropic/wire_test.cpp", "requests are compared as text, in tests/wire"),
    (r"cli/commands/.*", "tests/e2e/test_run.py", "commands are tested as users run them"),
    (r"chat/(formats|output)/.*", "src/chat/output_parser_test.cpp", "each format is tested by outputs, cut everywhere"),
    (r"grammar/schema_\w+\.cpp", "src/grammar/schema_compiler_test.cpp", "parts of one language, tested by its schemas"),
    (r"grammar/(form|lower|prune|rank_rules|fixpoint|nullable)\.cpp", "src/grammar/grammar_test.cpp",
     "steps from a grammar to what runs, tested by what runs"),
    (r"grammar/(automaton|token_masks)\.cpp", "src/grammar/matcher_test.cpp", "masks and states are what a matcher shows"),
    (r"grammar/(json_form|json_escape)\.cpp", "src/grammar/grammar_test.cpp", "JSON mode and schemas are made of them"),
    (r"grammar/gbnf_scanner\.cpp", "src/grammar/gbnf_parser_test.cpp", "the characters of the notation"),
    (r"grammar/regex_syntax\.cpp", "src/grammar/regex_test.cpp", "the first half of a regular expression"),
    (r"http/client_connection\.cpp", "src/http/client_test.cpp", "the half of a client that waits"),
    (r"http/curl_transfer\.cpp", "src/http/fetch_test.cpp", "one request of a Fetcher's call"),
    (r"http/connection\.cpp", "src/http/session_limits_test.cpp", "slow, full and closed sockets, seen by their clients"),
    (r"http/transport\.cpp", "src/http/tls_test.cpp", "sockets, plain and under TLS, as server and client use them"),
    (r"kernels/\w+/.*", "src/kernels/matmul_test.cpp", "whole tables are compared, set against set"),
    (r"cli/repl/slash_(help|set|show|model)\.cpp", "src/cli/repl/slash_commands_test.cpp",
     "commands of one table, tested as they are typed"),
    (r"cli/repl/libedit_keys\.cpp", "src/cli/repl/line_editor_test.cpp", "keys are tested as they are typed"),
    (r"quant/.*", "src/quant/format_test.cpp", "formats are rows of one list, with one set of properties"),
    (r"tokenizer/pretokenizers/.*", "src/tokenizer/pretokenizers/pretokenizer_test.cpp",
     "rules are rows of one list, each compared with the same golden texts"),
    (r"template/go/.*", "src/template/go/golden_test.cpp", "parts of one language, tested by its programs"),
    (r"template/jinja/.*", "src/template/jinja/golden_test.cpp", "parts of one language, tested by its programs"),
    (r"compute/cpu/.*", "src/runtime/determinism_test.cpp", "verbs are right when whole models give known logits"),
    (r"server/(routes|serve|replies|routes/\w+)\.cpp", "tests/e2e/test_server.py", "a server is tested by its clients"),
    (r"server/(event_stream|openai_replies|vocabulary)\.cpp", "tests/e2e/test_openai.py",
     "what the routes share, tested by clients of OpenAI's API"),
    (r"server/(answer_events|gguf_info|model_source|prompt_maker)\.cpp", "src/server/answering_test.cpp",
     "the parts of an answer, tested by the answers"),
    (r"server/queueing\.cpp", "tests/e2e/test_server_load.py", "who waits in the queue is told the place in it"),
    (r"cli/(backends|direct_run|local_backend|server_options)\.cpp", "tests/e2e/test_run.py",
     "what commands share, tested as users run them"),
    (r"registry/upload\.cpp", "src/registry/push_test.cpp", "a push is uploads, seen by the registry"),
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
