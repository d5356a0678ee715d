"""Random templates and contexts. Most are sound, in that they render with what the context mostly holds; the others
take anything anywhere, and some have a few characters changed, so that what fails must fail in both engines."""
import random

import language

KINDS = {
    "int": ["n", "zero", "1", "2", "-3", "user.age", "items|length", "items[0]", "loop_n", "7", "'42'|int"],
    "float": ["pi", "1.5", "-0.25", "1e3", "2.0", "n / 2", "'2.5'|float"],
    "text": ["name", "text", "words", "unicode[-4:]", "quote", "empty", "'a'", "'Ab c'", "'x\\ny'", "user.name", "name ~ n", "both", "' 東 '", "'</think>x'"],
    "list": ["items", "names", "mixed", "nested", "none_list", "users", "[1, 'a']", "(1, 2)", "range(4)", "user.tags", "items[1:]", "words.split(',')", "[]"],
    "dict": ["user", "tool", "users[0]", "{'b': 1, 'a': [2]}", "user.address", "{}", "tool.function", "dict(k=1)"],
    "bool": ["yes", "no", "true", "false", "n > 3", "name == 'Ada'", "not n", "n in items", "user is mapping", "x is defined"],
    "none": ["nothing", "none", "missing", "user.missing", "users[9]"],
}
FILTERS = {
    "int": ["abs", "string", "float", "int", "round", "default(1)", "tojson"],
    "float": ["abs", "round", "round(1)", "int", "string", "round(2, 'floor')", "round(0, 'ceil')", "tojson"],
    "text": ["upper", "lower", "title", "capitalize", "trim", "length", "list", "replace('a', 'X')", "replace('e', '', 1)", "tojson", "int", "float(0.5)", "first", "last",
             "reverse", "indent(2)", "indent(2, true)", "center(9)", "wordcount", "truncate(9)", "truncate(5, true, '..')", "default('d', true)", "join('-')", "string",
             "batch(3)|list", "sort|join", "unique|list", "trim('a ')", "indent('>', blank=true)", "map('upper')|list"],
    "list": ["length", "first", "last", "join", "join(', ')", "reverse|list", "list", "tojson", "tojson(indent=2)", "string", "unique|list", "map('string')|list",
             "select|list", "reject('none')|list", "select('string')|list", "batch(2)|list", "batch(2, 0)|list", "slice(2)|list", "map(attribute='name')|list",
             "selectattr('name', 'defined')|list", "rejectattr('on')|list", "count", "map('default', 0)|list", "map('length')|list", "select('number')|sum", "sort", "min", "max",
             "select('mapping')|map(attribute='name')|join('|')", "tojson(separators=(',', ':'))", "groupby_free"],
    "dict": ["tojson", "tojson(indent=4)", "length", "list", "items|list", "dictsort", "dictsort(reverse=true)", "dictsort(by='value')", "string", "first", "tojson(sort_keys=true)",
             "attr('name')", "tojson(ensure_ascii=true)", "join(',')"],
    "bool": ["string", "int", "default(2)", "tojson"],
    "none": ["default('d')", "default", "default('x', true)", "string", "list", "length", "first", "join", "int", "float", "upper", "trim", "map('upper')|list", "items|list"],
}
TESTS = ["defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping", "iterable", "sequence", "true", "false", "odd", "even", "divisibleby(3)",
         "lower", "upper", "eq(1)", "ne 'a'", "gt(1)", "in items", "in [1, 'a', none]", "callable", "sameas none", "divisibleby 2", "lt 3", "equalto 5"]
METHODS = {
    "text": ["strip()", "lstrip()", "rstrip('. ')", "split()", "split(',')", "split(',', 1)", "rsplit(' ', 1)", "upper()", "lower()", "title()", "capitalize()", "startswith('A')", "endswith(('a', 'x'))",
             "replace('a', 'b')", "replace('', '-', 3)", "find('o')", "rfind('e')", "count('a')", "partition(',')", "rpartition('e')", "isdigit()", "isalpha()", "isspace()", "isupper()", "islower()", "isalnum()",
             "zfill(6)", "ljust(8, '.')", "rjust(8)", "center(7, '*')", "splitlines()", "splitlines(true)", "removeprefix('A')", "removesuffix('a')", "join(['x', 'y'])", "format(1, a=2)", "index('a')", "strip('\\n')", "istitle()", "swapcase()",
             "isnumeric()", "isdecimal()", "isidentifier()", "casefold()", "expandtabs(4)", "isascii()", "isprintable()"],
    "list": ["count(1)", "index(1)", "copy()", "append(1)"],
    "dict": ["get('name')", "get('zip', 'none')", "items()", "keys()", "values()", "items()|list", "keys()|list", "copy()", "update({})", "get('a')"],
}
BINARY = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in", "not in"]
SCRAPS = ["", "", "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "(", ")", "[", "]", "{", "}", "|", " ", ".", ",", "'", '"', "\n", "=", "~", "1", "a", "is", "not", "if", "else",
          "in ", "for", "{% endif %}", "{% endfor %}", "\\", "%", ":", "*", "**", "\r", "\t", "東", "_", "0x", "1.", "e5"]
DATA = [0, 1, -7, 2.5, "", "text", None, True, [], {}, [1, "a", None], {"name": "N", "x": [1]}, 1e-7, 1e300, [[]], "<&>\t", -0.0, "a\nb\n", " \u00a0x", 1e16, [True, 1, 1.0], {"a": {"b": None}}]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.variables, self.loops, self.macros, self.sound = [], 0, 0, True

    def one_of(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def kind(self, kind=None):
        if kind is None or (not self.sound and self.chance(0.3)):
            return self.random.choice(list(KINDS))
        return kind

    def of_kind(self, kind=None, depth=1):
        kind = self.kind(kind)
        plain = self.random.choice(KINDS[kind])
        if plain == "loop_n":
            plain = self.one_of("loop.index", "loop.index0", "loop.revindex", "loop.length", "loop.depth") if self.loops else "3"
        if self.variables and self.chance(0.15):
            plain = self.random.choice(self.variables)
        if depth == 0:
            return plain
        form = self.random.random()
        if form < 0.3:
            return f"(({plain})|{self.filter(kind)})"
        if form < 0.5 and kind in METHODS:
            return f"({plain}).{self.random.choice(METHODS[kind])}"
        if form < 0.6:
            return f"({self.operation(depth - 1)})"
        return plain

    def filter(self, kind):
        name = self.random.choice(FILTERS[kind if self.sound else self.kind()])
        return name if name != "groupby_free" else "length"

    def operation(self, depth):
        form = self.random.random()
        if form < 0.12:
            return f"{self.of_kind('text', depth)} ~ {self.of_kind(None, depth)}"
        if form < 0.24:
            return f"{self.of_kind('int', depth)} {self.one_of('+', '-', '*', '//', '%', '/', '<', '==', '>=')} {self.of_kind(self.one_of('int', 'float'), depth)}"
        if form < 0.34:
            return f"{self.of_kind(None, depth)} is {self.one_of('', 'not ')}{self.random.choice(TESTS)}"
        if form < 0.44:
            return f"{self.of_kind(None, depth)} if {self.condition()}" + self.one_of("", f" else {self.of_kind(None, depth)}")
        if form < 0.54:
            return f"{self.of_kind('list', depth)}[{self.slice()}]"
        if form < 0.62:
            return f"{self.of_kind('text', depth)}[{self.slice()}]"
        if form < 0.68:
            return f"{self.one_of('not ', '-', '+', '')}{self.of_kind(None if not self.sound else 'int', depth)}"
        if form < 0.74:
            return f"[{self.of_kind(None, depth)}, {self.of_kind(None, depth)}]"
        if form < 0.8:
            return f"{{{self.one_of(chr(39) + 'k' + chr(39), '1', 'name')}: {self.of_kind(None, depth)}, 'z': {self.of_kind(None, depth)}}}"
        if form < 0.86:
            return f"{self.one_of(chr(39) + '%s|%5.1f' + chr(39), chr(39) + '%d %r' + chr(39), chr(39) + '%s %s' + chr(39))} % ({self.of_kind(None, 0)}, {self.of_kind(self.one_of('int', 'float'), 0)})"
        if form < 0.9 and self.macros:
            return f"m{self.random.randrange(self.macros)}({self.one_of('', self.of_kind(None, 0), 'b=' + self.of_kind(None, 0), '1, 2', '1, 2, 3')})"
        if self.sound:
            return self.condition()
        return f"{self.of_kind(None, depth)} {self.random.choice(BINARY)} {self.of_kind(None, depth)}"

    def slice(self):
        number = lambda: self.one_of("", "0", "1", "2", "-1", "-2", "9", "n")
        return self.one_of("0", "-1", "1", f"{number()}:{number()}", f"{number()}:{number()}:{self.one_of('', '1', '2', '-1', '-2')}")

    def condition(self):
        return self.one_of(self.of_kind("bool", 0), self.of_kind(None, 0), f"{self.of_kind(None, 0)} is {self.random.choice(TESTS)}", f"{self.of_kind('bool', 0)} and {self.of_kind(None, 0)}",
                           f"not {self.of_kind(None, 0)} or {self.of_kind('bool', 0)}", f"{self.of_kind('text', 0)} in {self.of_kind('text', 0)}", f"{self.of_kind(None, 0)} == {self.of_kind(None, 0)}",
                           f"{self.of_kind('int', 0)} < {self.of_kind('int', 0)} <= {self.of_kind('int', 0)}")

    def expression(self):
        return self.operation(2) if self.chance(0.5) else self.of_kind(None, 2)

    def text(self):
        return self.one_of("", "", " ", "a", "\n", " b \n", "東", "x\n\n  ", "}", "\t", "  \n", "{ }", "\r\n", "%")

    def tag(self, body):
        return self.one_of("{% ", "{%- ", "{% ", "{%+ ", "  {% ", "{%") + body + self.one_of(" %}", " -%}", " %}", " +%}", " %}\n", "%}")

    def variable(self):
        name = self.one_of("x", "y", "z")
        if name not in self.variables:
            self.variables.append(name)
        return name

    def body(self, depth):
        before = list(self.variables)
        out = "".join(self.text() + self.statement(depth) for _ in range(self.random.randint(0, 2))) + self.text()
        self.variables = before
        return out

    def statement(self, depth):
        kind = self.random.random()
        if depth == 0 or kind < 0.45:
            return self.one_of("{{ ", "{{- ", "{{", "{{ ") + self.expression() + self.one_of(" }}", " -}}", "}}", " }}")
        if kind < 0.6:
            return self.setting(depth - 1)
        if kind < 0.65 and self.loops:
            return self.tag(self.one_of("break", "continue")) if self.chance(0.5) else "{{ loop." + self.one_of("first", "last", "previtem", "nextitem", "cycle('a', 'b')", "changed(n)", "revindex0", "nope") + " }}"
        if kind < 0.68:
            return self.one_of("{# c #}", "{#- c -#}", "{# a\nb #}\n", "{#+ c #}", "{% raw %}{{ x }} {% endraw %}", "{%- raw -%} {% x {%- endraw -%}")
        return self.block(depth - 1)

    def setting(self, depth):
        form = self.random.random()
        if form < 0.6:
            value = self.expression()
            return self.tag(f"set {self.variable()} = {value}")
        if form < 0.7:
            return self.tag(f"set {self.variable()}, {self.variable()} = {self.expression()}, {self.of_kind()}")
        if form < 0.85:
            body = self.body(depth)
            return self.tag(f"set {self.variable()}{self.one_of('', '', ' | upper', '|trim|length')}") + body + self.tag("endset")
        return self.tag("set ns = namespace(a=1, b=[])") + self.tag(f"set ns.{self.one_of('a', 'b', 'c')} = {self.expression()}") + "{{ ns.a }}{{ ns.c }}"

    def block(self, depth):
        form, before = self.random.random(), list(self.variables)
        if form < 0.3:
            out = self.tag(f"if {self.condition()}") + self.body(depth)
            out += self.one_of("", self.tag(f"elif {self.condition()}") + self.body(depth)) + self.one_of("", self.tag("else") + self.body(depth)) + self.tag("endif")
        elif form < 0.65:
            out = self.loop(depth)
        elif form < 0.75:
            out = self.tag(f"with {self.variable()} = {self.expression()}") + self.body(depth) + self.tag("endwith")
        elif form < 0.85:
            loops, self.loops = self.loops, 0
            out = self.tag(f"macro m{self.macros}({self.one_of('', 'a', 'a, b=1', 'a=n, b=a')})") + self.body(depth) + self.one_of("{{ a }}{{ b }}", "{{ varargs }}", "{{ kwargs }}", "{{ caller() if caller }}", "") + self.tag("endmacro")
            self.macros, self.loops = self.macros + 1, loops
        elif form < 0.92 and self.macros:
            out = self.tag(f"call m{self.random.randrange(self.macros)}()") + self.body(depth) + self.tag("endcall")
        else:
            out = self.tag(f"filter {self.one_of('upper', 'trim', 'replace(chr, 2)', 'indent(2)', 'length', 'title', 'trim|upper')}") + self.body(depth) + self.tag("endfilter")
        self.variables = before
        return out

    def loop(self, depth):
        kind = self.one_of("list", "list", "text", "dict", "none") if self.sound else None
        value, target = self.of_kind(kind), self.variable()
        if self.chance(0.15):
            value, target = self.one_of("user.items()", "user|items", "{'a': 1}.items()", "[(1, 2), [3, 4]]", "user|dictsort", "nested", "users|map(attribute='name')"), "x, y"
        out = self.tag(f"for {target} in {value}" + self.one_of("", "", "", f" if {self.condition()}") + self.one_of("", "", "", "", " recursive"))
        self.loops += 1
        out += self.body(depth) + self.one_of("", "{{ loop(x) if x is sequence and x is not string and x != y }}" if "recursive" in out else "")
        self.loops -= 1
        return out + self.one_of("", "", self.tag("else") + self.body(depth)) + self.tag("endfor")

    def template(self):
        self.variables, self.loops, self.macros, self.sound = [], 0, 0, self.chance(0.75)
        out = "".join(self.text() + self.statement(2) for _ in range(self.random.randint(1, 4))) + self.text()
        return self.mutated(out) if self.chance(0.15) else out

    # Most such templates do not parse, and must fail alike.
    def mutated(self, text):
        for _ in range(self.random.randint(1, 2)):
            at = self.random.randrange(len(text) + 1)
            text = text[:at] + self.random.choice(SCRAPS) + text[at + self.random.randint(0, 2):]
        return text

    def changes(self):
        """What to change in language.CONTEXT; mostly nothing."""
        names = self.random.sample(sorted(language.CONTEXT), self.random.choice([0, 0, 0, 1, 3]))
        return {name: self.random.choice(DATA) for name in names}
