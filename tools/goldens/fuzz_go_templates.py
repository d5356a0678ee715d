#!/usr/bin/env python3
"""Compares Hearth's Go templates with Go's own on random templates and data, for a while.

    python3 tools/goldens/fuzz_go_templates.py TEMPLATE_TEST [SECONDS [SEED]]

TEMPLATE_TEST is the test program of src/template. Each round makes templates, has Go render them
(make_go_templates/main.go), puts the answers beside the goldens and runs the golden test. The first round with a
difference ends it; its cases stay in build/go_templates_that_differ.json. What is worth keeping goes into
make_go_templates/language.py.
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "make_go_templates"))
import language  # noqa: E402
import make  # noqa: E402

CASES_PER_ROUND = 3000
# What Hearth does otherwise by design, or Go does by chance: functions as values, addresses, imaginary numbers, and
# names with characters that are neither ASCII nor letters.
NOT_COMPARED = re.compile(r"\bcall\b|%[^a-zA-Z%]*p|0xc0|\d[iI]\b|bad character|unrecognized character|exceeded maximum")

FIELDS = [".name", ".n", ".zero", ".neg", ".pi", ".million", ".yes", ".no", ".nothing", ".missing", ".items", ".names", ".none",
          ".nomap", ".mixed", ".nested", ".user", ".user.name", ".user.tags", ".user.missing", ".users", ".text", ".unicode",
          ".quote", ".Messages", ".name.x", ".missing.x", ".", "$", "$.n", "$.user.age"]
# By what they are in most data, for templates that are to render.
KINDS = {"int": [".n", ".zero", ".neg", "1", "2", "-1", "$.user.age", "(len .items)", "'a'"], "float": [".pi", ".million", "1.5", "1e6", "-0.25"],
         "text": [".name", ".text", ".unicode", ".quote", '"a"', '"Ada"', "(print .n)", ".user.name", "`raw`"],
         "list": [".items", ".names", ".mixed", ".nested", ".users", ".user.tags", "(slice .items 1)", ".none", ".Messages"],
         "map": [".user", ".user.address", "(index .users 0)", ".nomap"], "bool": [".yes", ".no", "true", "(not .n)", "(eq .n 5)"],
         "nil": [".nothing", ".missing", "nil", ".user.missing"]}
LITERALS = ["0", "1", "2", "-1", "7", "1.5", "-0.25", "1e6", "0x10", "'a'", "true", "false", "nil", '""', '"a"', '"Ada"', '"x\\ty"', "`raw`", '"name"',
            '"é"', "1_000", "017", "1e21", "123456789.5"]
FUNCTIONS = ["and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "slice", "print", "println", "printf", "html", "js",
             "urlquery", "json", "currentDate", "toTypeScriptType"]
VERBS = "vvvdsqxXtTfgGeEcboOU%zw"


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.variables, self.n_ranges = [], 0
        self.sound = False

    def one_of(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def format(self):
        out = ""
        for _ in range(self.random.randint(1, 3)):
            out += "%" + "".join(self.random.sample("+-# 0", self.random.choice([0, 0, 0, 1, 1, 2])))
            out += self.one_of("", "", "", "5", "8", "12", "*", "[1]", "[2]") + self.one_of("", "", "", ".2", ".0", ".10", ".*", ".[1]*", ".")
            out += self.random.choice(VERBS) + self.one_of("", " ", "|", "é")
        return '"' + out + self.one_of("", "", "%") + '"'

    def term(self, depth):
        kind = self.random.random()
        if kind < 0.4:
            return self.random.choice(FIELDS)
        if kind < 0.6:
            return self.random.choice(LITERALS)
        if kind < 0.75 and self.variables:
            return self.random.choice(self.variables) + self.one_of("", "", ".name", ".x")
        if depth > 0:
            return "(" + self.pipeline(depth - 1) + ")" + self.one_of("", "", "", ".name", ".x.y")
        return self.random.choice(FIELDS)

    def any_of_kind(self, *kinds):
        return self.random.choice(KINDS[self.random.choice(kinds or list(KINDS))])

    # A command that renders as long as the data are what they mostly are.
    def sound_command(self, first):
        kind = self.one_of("int", "float", "text")
        collection = self.any_of_kind("list", "map", "text")
        commands = [f"{self.one_of('eq', 'ne', 'lt', 'le', 'gt', 'ge')} {self.any_of_kind(kind)} {self.any_of_kind(kind)}",
                    f"eq {self.any_of_kind('nil', kind)} {self.any_of_kind(kind)} {self.any_of_kind(kind, 'nil')}", f"len {collection}",
                    f"index .items {self.one_of('0', '1', '2')}", f"index .user {self.any_of_kind('text')}", f"slice .items {self.one_of('0', '1', '1 2', '')}",
                    f"slice .name {self.one_of('0', '1', '1 2', '0 3')}", f"{self.one_of('and', 'or')} {self.any_of_kind()} {self.any_of_kind()}", f"not {self.any_of_kind()}",
                    f"{self.one_of('print', 'println', 'html', 'js', 'urlquery')} {self.any_of_kind()} {self.any_of_kind()}", f"json {self.any_of_kind()}",
                    f"printf {self.format()} {self.any_of_kind()} {self.any_of_kind()}", f"printf {self.format()} {self.any_of_kind()}"]
        piped = ["print", "json", "not", "html", "len | print", f"printf {self.format()}", "or .missing", "and .n", "js", "println 1"]
        return self.random.choice([*commands, self.any_of_kind(), self.any_of_kind()] if first else piped)

    def command(self, depth, first):
        if self.sound:
            return self.sound_command(first)
        if self.chance(0.45) and first:
            return self.term(depth) + (" " + self.term(0) if self.chance(0.03) else "")
        name = self.random.choice(FUNCTIONS)
        arguments = [self.term(depth) for _ in range(self.random.choice([0, 1, 1, 2, 2, 2, 3]))]
        if name == "printf":
            arguments.insert(0, self.format())
        return " ".join([name, *arguments])

    def pipeline(self, depth):
        if self.sound and self.variables and self.chance(0.2):
            return self.random.choice(self.variables)
        commands = [self.command(depth, True)]
        while self.chance(0.25):
            commands.append(self.command(depth, False))
        return self.one_of(" | ", "|").join(commands)

    def variable(self):
        name = self.one_of("$x", "$y", "$i")
        self.variables.append(name)
        return name

    def action(self, text):
        return self.one_of("{{ ", "{{", "{{- ", "{{") + text + self.one_of(" }}", "}}", " -}}", " }}")

    def text(self):
        return self.one_of("", " ", "a", "\n", " b \n", "é", "x\n\n  ", "}")

    def body(self, depth):
        before = list(self.variables)
        out = "".join(self.text() + self.statement(depth) for _ in range(self.random.randint(0, 3))) + self.text()
        self.variables = before
        return out

    def statement(self, depth):
        kind = self.random.random()
        if depth == 0 or kind < 0.5:
            return self.action(self.pipeline(2))
        if kind < 0.6:
            value = self.pipeline(1)
            return self.action(f"{self.variable()} {self.one_of(':=', ':=', ':=', '=')} {value}")
        if kind < 0.64 and (self.n_ranges > 0 or not self.sound):
            return self.action(self.one_of("break", "continue"))
        if kind < 0.68:
            return self.action(f"template \"{'a' if self.sound else self.one_of('a', 'b')}\" {self.one_of('', self.pipeline(1))}")
        if kind < 0.7:
            return self.action("/* c */").replace("{{ /*", "{{/*").replace("*/ }}", "*/}}")
        return self.branch(depth - 1)

    def branch(self, depth):
        before = list(self.variables)
        keyword = self.one_of("if", "with", "range", "range")
        value = self.any_of_kind("list", "map", "int", "nil") if self.sound and keyword == "range" else self.pipeline(1)
        self.n_ranges += keyword == "range"
        if self.chance(0.3):
            value = f"{self.variable()} := {value}"
        elif keyword == "range" and self.chance(0.4):
            value = f"{self.variable()}, {self.variable()} {self.one_of(':=', ':=', '=')} {value}"
        out = self.action(f"{keyword} {value}") + self.body(depth)
        if keyword != "range" and self.chance(0.2):
            out += self.action(f"else {keyword} {self.pipeline(1)}") + self.body(depth)
        if self.chance(0.3):
            out += self.action("else") + self.body(depth)
        self.variables = before
        self.n_ranges -= keyword == "range"
        return out + self.action("end")

    def template(self):
        self.variables, self.n_ranges, self.sound = [], 0, self.chance(0.7)
        out = "".join(self.text() + self.statement(2) for _ in range(self.random.randint(1, 4)))
        if self.sound or self.chance(0.3):
            self.variables = []
            out += self.action('define "a"') + self.text() + self.action(self.pipeline(1)) + self.action("end")
        return self.mutated(out) if self.chance(0.15) else out

    # One or two characters changed: most such templates do not parse, and must fail alike.
    def mutated(self, text):
        for _ in range(self.random.randint(1, 2)):
            at = self.random.randrange(len(text) + 1)
            text = text[:at] + self.one_of("", "", "{{", "}}", "{", "(", ")", "|", " ", ".", "$", '"', "`", "'", "-", "\n", ",", ":=", "=", "1", "a", "end", "{{end}}", "{{else}}", "\\", "_", "+") + text[at + self.random.randint(0, 2):]
        return text

    def data(self):
        data = dict(language.DATA)
        for name in self.random.sample(sorted(data), self.random.choice([0, 0, 0, 1, 3])):
            data[name] = self.random.choice([0, 1, -7, 2.5, "", "text", None, True, [], {}, [1, "a", None], {"name": "N", "x": [1]}, 1e-7, 1e300, [[]], "<&>\t"])
        return data


def round_of_cases(maker, program):
    requests = [{"template": maker.template(), "data": maker.data()} for _ in range(CASES_PER_ROUND)]
    cases = []
    for i, (request, answer) in enumerate(zip(requests, make.answers(program, requests))):
        if not NOT_COMPARED.search(request["template"] + json.dumps(answer)) and "\ufffd" not in json.dumps(answer, ensure_ascii=False):
            cases.append({"name": f"random {i}", **request, **answer})
    return cases


def main():
    test = pathlib.Path(sys.argv[1]).resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else time.time_ns()
    end, n_cases, n_outputs = time.monotonic() + seconds, 0, 0
    beside_goldens = make.GOLDEN / "random.json"
    with tempfile.TemporaryDirectory() as folder:
        program = make.build(folder)
        while time.monotonic() < end:
            cases = round_of_cases(Maker(seed), program)
            n_cases += len(cases)
            n_outputs += sum("output" in case for case in cases)
            beside_goldens.write_text(json.dumps({"now": make.NOW, "cases": cases}), encoding="utf-8")
            try:
                done = subprocess.run([test, "--gtest_filter=GoGolden.*"], stdout=subprocess.PIPE, text=True, errors="replace")
            finally:
                differing = beside_goldens.read_text(encoding="utf-8")
                beside_goldens.unlink()
            if done.returncode != 0:
                kept = HERE.parents[1] / "build" / "go_templates_that_differ.json"
                kept.write_text(differing, encoding="utf-8")
                sys.exit(f"{done.stdout}\nseed {seed} differs; its cases are in {kept}")
            seed += 1
    print(f"{n_cases} templates alike, {n_outputs} of them rendered")


if __name__ == "__main__":
    main()
