#!/usr/bin/env python3
"""Writes tests/golden/jinja/: what Python's jinja2 makes of the templates in jinja/.

Needs jinja2 3.1. Run it from anywhere:

    python3 tools/goldens/make_jinja.py

The environment is the one chat templates are written for, that of Hugging Face's apply_chat_template: the immutable
sandbox with trim_blocks, lstrip_blocks and loop controls, tojson without escapes for HTML, raise_exception,
strftime_now, and {% generation %} blocks that only mark their text.
"""
import copy
import datetime
import json
import pathlib
import platform
import re
import sys

import jinja2
import jinja2.compiler
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "jinja"))
import chats  # noqa: E402
import language  # noqa: E402
from maker import Maker  # noqa: E402

GOLDEN = HERE.parents[1] / "tests" / "golden" / "jinja"
NOW = 1_721_988_000  # 2024-07-26 10:00:00 UTC; the test runs in UTC too
N_RANDOM_CASES = 400
# Beyond ASCII only letters without a case, because Hearth takes all others for such.
CASELESS = json.loads(re.sub(r"[éï—🔥]", "東", json.dumps(language.CONTEXT, ensure_ascii=False)))
# What Hearth does otherwise by design: 64-bit integers, addresses of objects and the names of Python's classes. A
# template that mentions or prints one of these is not compared.
NOT_COMPARED = re.compile(r"\bat 0x|<(built-in|class|bound|function|Macro|generator|jinja2|filter|map|reversed)|\d{19}")


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_text"), [], [], body).set_lineno(line)

    def _text(self, caller):
        return caller()


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def strftime_now(form):
    return datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc).strftime(form)


class NothingInAdvance(jinja2.compiler.CodeGenerator):
    """Computes constant expressions when a template runs: in advance, jinja2 hides some of their errors."""

    def _output_child_to_const(self, node, frame, finalize):
        if not isinstance(node, jinja2.nodes.TemplateData):
            raise jinja2.nodes.Impossible()
        return super()._output_child_to_const(node, frame, finalize)


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                                       extensions=[Generation, jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = strftime_now
    return env


def case(env, name, template, context):
    out = {"name": name, "template": template}
    if context is not language.CONTEXT:
        out["context"] = context
    try:
        out["output"] = env.from_string(template).render(**context)
    except Exception as error:  # what it raises is the answer
        out["error"] = type(error).__name__
        if type(error) is jinja2.exceptions.TemplateError:
            out["message"] = str(error)
    return out


def language_cases(env):
    for group in ("WHITESPACE", "EXPRESSIONS", "TESTS", "FILTERS", "METHODS", "STATEMENTS", "ERRORS"):
        for i, template in enumerate(getattr(language, group)):
            made = case(env, f"{group.lower()} {i}", template, language.CONTEXT)
            if ("error" in made) != (group == "ERRORS"):
                print(f"note: {made['name']}: {template!r} gives {made.get('output', made.get('error'))!r}", file=sys.stderr)
            yield made


def chat_cases(env):
    for path in sorted((HERE / "jinja" / "templates").glob("*.jinja")):
        # A tokenizer's configuration holds templates without the newline that ends a text file.
        template = path.read_text(encoding="utf-8").removesuffix("\n")
        for name, chat in chats.CHATS.items():
            context = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": True, "tools": None, "documents": None, **chat}
            yield {**case(env, f"{path.stem} {name}", template, context), "template": path.stem}


def random_cases(seed, n_cases):
    maker, env = Maker(seed), environment()
    env.optimized, env.code_generator_class = False, NothingInAdvance
    for i in range(n_cases):
        template, changes = maker.template(), maker.changes()
        context = {**CASELESS, **changes}
        made = case(env, f"random {i}", template, copy.deepcopy(context))
        if not NOT_COMPARED.search(template + made.get("output", "")):
            del made["context"]
            yield {**made, "changes": changes} if changes else made


def write(name, golden):
    program = f"jinja2 {jinja2.__version__}, Python {platform.python_version()}"
    text = json.dumps({"program": program, "command": "tools/goldens/make_jinja.py", "now": NOW, **golden}, ensure_ascii=False, indent=0)
    (GOLDEN / name).write_text(text + "\n", encoding="utf-8")


def main():
    env = environment()
    GOLDEN.mkdir(parents=True, exist_ok=True)
    write("language.json", {"context": language.CONTEXT, "cases": list(language_cases(env))})
    write("random.json", {"context": CASELESS, "cases": list(random_cases(1, N_RANDOM_CASES))})
    templates = {p.stem: p.read_text(encoding="utf-8").removesuffix("\n") for p in (HERE / "jinja" / "templates").glob("*.jinja")}
    write("chats.json", {"templates": dict(sorted(templates.items())), "cases": list(chat_cases(env))})


if __name__ == "__main__":
    main()
