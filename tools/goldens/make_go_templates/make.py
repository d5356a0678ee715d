#!/usr/bin/env python3
"""Writes tests/golden/go_template/: what Go's own text/template makes of the templates here.

Needs Go 1.23 or newer (Debian: golang-go). Run it from anywhere:

    python3 tools/goldens/make_go_templates/make.py

language.py holds small cases, templates/ chat templates in the style of the popular models' and chats.py what they
are rendered with. main.go does the rendering, with Ollama's functions, types and modes.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import chats  # noqa: E402
import language  # noqa: E402

GOLDEN = HERE.parents[2] / "tests" / "golden" / "go_template"
NOW = 1_721_988_000  # 2024-07-26 10:00:00 UTC, as in main.go
GROUPS = {"LEXING": False, "PRINTING": False, "PRINTF": False, "CONTROL": False, "FUNCTIONS": False,
          "LEXING_ERRORS": True, "PARSING_ERRORS": True, "EXECUTION_ERRORS": True}


def build(folder):
    """The renderer, compiled into the folder."""
    program = pathlib.Path(folder) / "render"
    subprocess.run(["go", "build", "-o", program, "."], cwd=HERE, check=True)
    return program


def answers(program, requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([program], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def language_cases(program):
    cases = [(f"{group.lower()} {i}", template, fails) for group, fails in GROUPS.items()
             for i, template in enumerate(getattr(language, group))]
    results = answers(program, ({"template": template, "data": language.DATA} for _, template, _ in cases))
    for (name, template, fails), result in zip(cases, results):
        if ("error" in result) != fails:
            print(f"note: {name}: {template!r} gives {result}", file=sys.stderr)
        yield {"name": name, "template": template, **result}


def templates():
    # A Modelfile's template ends with its last line, not behind the newline that ends a text file.
    return {path.stem: path.read_text(encoding="utf-8").removesuffix("\n") for path in sorted((HERE / "templates").glob("*.gotmpl"))}


def chat_cases(program, sources):
    pairs = [(template, chat) for template in sources for chat in chats.CHATS]
    results = answers(program, ({"template": sources[t], "conversation": chats.CHATS[c]} for t, c in pairs))
    for (template, chat), result in zip(pairs, results):
        yield {"template": template, "conversation": chat, **result}


def write(name, version, golden):
    head = {"program": f"text/template of {version}", "command": "tools/goldens/make_go_templates/make.py", "now": NOW}
    GOLDEN.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**head, **golden}, ensure_ascii=False, indent=0)
    (GOLDEN / name).write_text(text + "\n", encoding="utf-8")


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        version = subprocess.run([program, "version"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
        write("language.json", version, {"data": language.DATA, "cases": list(language_cases(program))})
        sources = templates()
        analyses = dict(zip(sources, (a["analysis"] for a in answers(program, ({"template": s} for s in sources.values())))))
        write("chats.json", version, {"templates": sources, "conversations": chats.CHATS, "analyses": analyses,
                                      "cases": list(chat_cases(program, sources))})


if __name__ == "__main__":
    main()
