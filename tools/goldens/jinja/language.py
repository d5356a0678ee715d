"""Small cases for the Jinja engine: templates that need no context, and templates over CONTEXT."""

CONTEXT = {
    "name": "Ada", "empty": "", "n": 5, "zero": 0, "pi": 3.14159, "yes": True, "no": False, "nothing": None,
    "text": "  The quick\tbrown fox\n jumps. ", "words": "red,green,blue", "unicode": "naïve café — 東京 🔥",
    "items": [3, 1, 2], "names": ["bob", "Alice", "carol", "alice"], "nested": [[1, 2], [3, [4, 5]]], "none_list": [],
    "mixed": [1, "two", 3.0, None, True, {"k": "v"}, [1]],
    "user": {"name": "Grace", "age": 36, "tags": ["x", "y"], "address": {"city": "Paris"}, "items": "shadowed"},
    "users": [{"name": "Zed", "age": 30, "on": True}, {"name": "amy", "age": 25, "on": False},
              {"name": "Bob", "age": 30, "on": True}],
    "tool": {"type": "function", "function": {"name": "get_weather", "description": "Weather \"now\" <here> & there",
             "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["a", "é"]},
                            "days": {"type": "integer", "default": 1.5}}, "required": ["city"]}}},
    "quote": "it's", "both": "it's \"x\"", "control": "a\tb\nc\\d\u0000\u007f\u00a0\u200b\ue000",
}

WHITESPACE = [
    "a\n{% if true %}\nb\n{% endif %}\nc\n", "  {% if true %}  x  {% endif %}  \n y", "a {%- if true -%} b {%- endif -%} c",
    "{{ 1 }}\n{{ 2 }}\n", "{{- 1 -}}\n\n {{ 2 }} ", "a\n   {{ 1 }}\n   {{- 2 }}", "  {# c #}  \nx", "x {#- c -#} y",
    "{# a #}\n{# b #}\nz", "{%+ if true %}  a{% endif %}", "   {%+ if true +%}\n a {%+ endif +%}\n", "\n\n{{ 1 }}\n\n",
    "{% for i in [1,2] %}\n  {{ i }}\n{% endfor %}\n", "{% for i in [1,2] -%}\n  {{ i }}\n{%- endfor %}\n",
    "a\r\nb\rc\r\n", "{% raw %}{{ x }} {% y %}{% endraw %}", " {% raw %} a {% endraw %} \n b", "x{%- raw -%}  y  {%- endraw -%}  z",
    "{% raw %}\n  {{ a }}\n  {% endraw %}\nend", "{{ '{{' }} {{ '}}' }} {{ '{%' }}", "{{ {'a': {'b': 1}}['a']['b'] }}",
    "\t{% set x = 1 %}\n\t{{ x }}", "{#-#}a", "{# #}{#+ x +#}\nb", "a\n\n  {%- if true %}b{% endif %}", "x\n  {{ 1 -}}  \n y",
    "{% if true %}\n\n{% endif %}", "{{ 1 }}{# c #}\n{{ 2 }}", " \u00a0{% if true %}x{% endif %}", "a \u3000{%- if true -%}\u2003 b{% endif %}",
]

EXPRESSIONS = [
    "{{ 1 + 2 * 3 }}", "{{ (1 + 2) * 3 }}", "{{ 7 / 2 }} {{ 6 / 2 }}", "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 // -2 }}",
    "{{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7.5 % 2 }} {{ -7.5 % 2 }}", "{{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}",
    "{{ 7.5 // 2 }} {{ -7.5 // 2 }} {{ 0.1 + 0.2 }} {{ 1e3 }} {{ 1.5e-7 }} {{ 1e16 }} {{ 123456789012345.0 }} {{ 1e15 }} {{ 0.0001 }} {{ 0.00001 }}",
    "{{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_0.5 }}", "{{ -5 }} {{ +5 }} {{ - -5 }} {{ -n|abs }} {{ -(n)|string }}",
    "{{ true + true }} {{ true * 3 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ '1' == 1 }}", "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 < 2 == 2 }}",
    "{{ 'a' < 'b' }} {{ 'a' < 'B' }} {{ [1, 2] < [1, 3] }} {{ (1,) < (1, 0) }} {{ 'é' > 'z' }}",
    "{{ 1 in items }} {{ 9 in items }} {{ 9 not in items }} {{ 'qu' in text }} {{ 'name' in user }} {{ 'zz' not in user }}",
    "{{ not true }} {{ not '' }} {{ not 0 == 1 }} {{ true and 'x' }} {{ '' or 'y' }} {{ 0 or none }} {{ 1 and 0 or 2 }}",
    "{{ 'x' if true else 'y' }} {{ 'x' if false }} {{ 'a' if false else 'b' if false else 'c' }}", "{{ ('x' if false) is defined }}",
    "{{ 'a' 'b' \"c\" }}", "{{ 'a' ~ 1 ~ none ~ 2.0 ~ true }}", "{{ 'ab' * 3 }} {{ 2 * 'x' }} {{ [1] * 2 }} {{ 'x' * -1 }}|",
    "{{ 'a' + 'b' }} {{ [1] + [2] }} {{ (1,) + (2, 3) }}", "{{ '%s is %d' % ('x', 3) }} {{ '%5.2f|%-5s|%05d|%x' % (3.14159, 'ab', 42, 255) }} {{ '%s' % 'one' }}",
    "{{ '%(a)s-%(b)r' % {'a': 1, 'b': 'q'} }} {{ '100%%' % () }} {{ '%+d % d %e %g %c' % (3, 4, 12345.678, 0.0001, 'z') }}",
    "{{ 'a\\nb\\t\\x41\\u00e9\\'\\\"\\\\ \\d \\101' }}", "{{ \"it's\" }} {{ 'say \"x\"' }}", "{{ 1.0 }} {{ 1.50 }} {{ 100.0 }} {{ -0.0 }} {{ 1e100 }}",
    "{{ none }} {{ None }} {{ true }} {{ True }} {{ false }}", "{{ [1, 'a', none, true, 1.5, 'it\\'s', [], {}] }}", "{{ (1, 2) }} {{ (1,) }} {{ () }} {{ 1, 2 }}",
    "{{ {'a': 1, 'b': [1, 2], 3: none, 1.5: 'x', (1, 2): 't'} }}", "{{ {'a': 1, 'a': 2} }} {{ {1: 'a', true: 'b', 1.0: 'c'} }}",
    "{{ quote }} {{ [quote, both] }} {{ [control] }} {{ [unicode] }}", "{{ nested }} {{ mixed }} {{ user }}",
    "{{ undefined_name }}|{{ user.missing }}|{{ user['missing'] }}|{{ items[99] }}|{{ items['x'] }}", "{{ [undefined_name] }}",
    "{{ user.name }} {{ user['age'] }} {{ user.address.city }} {{ user['address']['city'] }} {{ nested.1.0 }} {{ nested[1][1][0] }}",
    "{{ items[-1] }} {{ items[0] }} {{ name[0] }} {{ name[-1] }} {{ unicode[3] }} {{ unicode[-1] }} {{ items[true] }}",
    "{{ items[1:] }} {{ items[:2] }} {{ items[::-1] }} {{ items[-2:] }} {{ items[5:] }} {{ name[1:] }} {{ unicode[::2] }} {{ name[::-1] }} {{ items[:] }} {{ items[-100:100:2] }} {{ items[2:0:-1] }}",
    "{{ range(5) }} {{ range(2, 8, 2) }} {{ range(5)[1:3] }} {{ range(3)|list }} {{ range(5, 0, -2)|list }} {{ range(10)[-1] }} {{ range(0)|list }}",
    "{{ undefined_name == other_name }} {{ undefined_name == none }} {{ undefined_name is none }}", "{{ user.items }} {{ user['items'] }}" if False else "{{ user['items'] }}",
    "{{ 1 if items else 2 }} {{ 1 if none_list else 2 }} {{ 1 if '' else 2 }} {{ 1 if {} else 2 }} {{ 1 if 0.0 else 2 }}",
    "{{ ((1)) }} {{ [1, 2,] }} {{ {'a': 1,} }} {{ (1, (2, 3)) }}", "{{ 3 is odd }} {{ 3 is even }} {{ 6 is divisibleby 3 }} {{ 6 is divisibleby(4) }}",
    "{{ n is defined and n > 3 }} {{ n is not defined or n == 5 }} {{ not n is none }}", "{{ 'a' is in 'abc' }} {{ 2 is in [1, 2] }}",
    "{{ 9007199254740993 == 9007199254740992.0 }} {{ 9223372036854775807 }} {{ -9223372036854775807 }}",
    "{{ 1 == true }} {{ [1, 2] == [1, 2] }} {{ [1] == (1,) }} {{ {'a': 1, 'b': 2} == {'b': 2, 'a': 1} }}", "{{ 'abc'.upper }}" if False else "{{ 'abc'.upper() }}",
    "{{ 10 // 3.0 }} {{ 1 / 3 }} {{ 2 / 3 }} {{ 1e22 }} {{ 5e-324 }} {{ 1.7976931348623157e308 }}", "{{ 'x'.join(['a', 'b']) }}", "{{ n.bit }}|{{ none.x }}|{{ (1).foo }}",
]

TESTS = [
    "{{ %s is %s }}" % (value, test)
    for value in ("undefined_name", "none", "true", "1", "1.5", "'s'", "[1]", "(1,)", "{'a': 1}", "range(3)")
    for test in ("defined", "none", "string", "number", "integer", "float", "boolean", "mapping", "iterable", "sequence", "true", "callable")
]
TESTS = ["".join(TESTS[i:i + 12]) for i in range(0, len(TESTS), 12)] + [
    "{{ 1 is eq 1 }}{{ 1 is equalto 2 }}{{ 1 is ne 2 }}{{ 1 is lt 2 }}{{ 2 is ge 2 }}{{ 3 is greaterthan 2 }}{{ 3 is lessthan(2) }}",
    "{{ 'abc' is lower }}{{ 'ABC' is upper }}{{ 'Abc' is lower }}{{ '' is lower }}{{ '1' is upper }}", "{{ true is sameas true }}{{ false is false }}{{ 0 is false }}{{ none is sameas none }}",
    "{{ 'upper' is filter }}{{ 'nope' is filter }}{{ 'odd' is test }}", "{{ x is undefined }}{{ x is not undefined }}", "{{ range is callable }}{{ 1 is escaped }}",
]

FILTERS = [
    "{{ text|trim }}|{{ text|upper }}|{{ text|lower }}|{{ 'xxaxx'|trim('x') }}", "{{ 'hello world-wide (test) it\\'s'|title }}|{{ 'hELLO wORLD'|capitalize }}|{{ ''|capitalize }}",
    "{{ items|length }} {{ user|count }} {{ unicode|length }} {{ undefined_name|length }} {{ range(4)|length }}", "{{ items|join }} {{ items|join(', ') }} {{ mixed|join('/') }} {{ users|join(',', attribute='name') }} {{ 'abc'|join('-') }}",
    "{{ x|default('d') }} {{ x|d('e') }} {{ ''|default('f') }} {{ ''|default('g', true) }} {{ none|default('h') }} {{ none|d('i', boolean=true) }} {{ x|default }}|",
    "{{ items|first }} {{ items|last }} {{ none_list|first }}|{{ none_list|last }}|{{ 'abc'|first }} {{ 'abc'|last }} {{ user|first }}",
    "{{ 'aXbXc'|replace('X', '-') }} {{ 'aXbXc'|replace('X', '-', 1) }} {{ 'ab'|replace('', '.') }} {{ 12321|replace(2, 'x') }}", "{{ 'abc'|list }} {{ user|list }} {{ (1, 2)|list }}",
    "{% for k, v in user|items %}{{ k }}={{ v }};{% endfor %}{% for k, v in x|items %}no{% endfor %}", "{{ {'b': 1, 'A': 2, 'c': 0}|dictsort }} {{ {'b': 1, 'A': 2}|dictsort(true) }} {{ {'b': 1, 'a': 2}|dictsort(by='value', reverse=true) }}",
    "{{ names|map('upper')|list }} {{ users|map(attribute='name')|join('+') }} {{ users|map(attribute='x', default='?')|list }} {{ ['a:b']|map('replace', ':', '-')|list }} {{ [user]|map(attribute='address.city')|list }} {{ nested|map('first')|list }}",
    "{{ items|select('odd')|list }} {{ items|reject('odd')|list }} {{ mixed|select|list }} {{ mixed|reject|list }} {{ items|select('gt', 1)|list }} {{ mixed|select('string')|list }}",
    "{{ users|selectattr('on')|map(attribute='name')|list }} {{ users|rejectattr('on')|map(attribute='name')|list }} {{ users|selectattr('age', 'equalto', 30)|list|length }} {{ users|selectattr('age', '<', 30)|list }} {{ users|selectattr('zip', 'defined')|list }} {{ users|selectattr('name', 'in', ['amy'])|list }}",
    "{{ 1|string ~ 2 }} {{ none|string }} {{ [1]|string }}", "{{ '42'|int }} {{ 'x'|int }} {{ '3.9'|int }} {{ 3.9|int }} {{ -3.9|int }} {{ 'ff'|int(base=16) }} {{ '0x1f'|int(0, 16) }} {{ none|int(7) }} {{ ' 12 '|int }} {{ true|int }} {{ '1_000'|int }} {{ 'x'|int(-1) }}",
    "{{ '3.5'|float }} {{ 'x'|float }} {{ 2|float }} {{ '1e3'|float }} {{ 'inf'|float }} {{ ' 1.5 '|float }} {{ none|float(1.5) }} {{ '.5'|float }} {{ '5.'|float }}", "{{ -3|abs }} {{ (-3)|abs }} {{ -2.5|abs }} {{ true|abs }}",
    "{{ 42.55|round }} {{ 42.55|round(1) }} {{ 42.55|round(1, 'floor') }} {{ 42.55|round(1, 'ceil') }} {{ 2.5|round }} {{ 3.5|round }} {{ 0.15|round(1) }} {{ 42|round }} {{ 1250|round(-2) }} {{ 1350|round(-2) }} {{ 2.675|round(2) }} {{ 1234.5|round(-2) }} {{ -2.5|round }}",
    "{{ items|reverse|list }} {{ 'abc'|reverse }} {{ user|reverse|list }} {{ items|reverse|first }}", "{{ items|sort }} {{ items|sort(reverse=true) }} {{ names|sort }} {{ names|sort(case_sensitive=true) }} {{ users|sort(attribute='name')|map(attribute='name')|list }} {{ users|sort(attribute='age,name')|map(attribute='name')|list }} {{ users|sort(attribute='age', reverse=true)|map(attribute='name')|list }}",
    "{{ [1, 2, 1, 3, 2]|unique|list }} {{ names|unique|list }} {{ users|unique(attribute='age')|map(attribute='name')|list }} {{ [1, true, 1.0]|unique|list }}", "{{ items|min }} {{ items|max }} {{ items|sum }} {{ users|sum(attribute='age') }} {{ none_list|min }}|{{ [1.5, 2]|sum }} {{ names|max }} {{ users|max(attribute='age') }} {{ [1]|sum(start=10) }}",
    "{{ 'a\\nb\\n\\nc'|indent }}|{{ 'a\\nb'|indent(2, true) }}|{{ 'a\\n\\nb'|indent(1, blank=true) }}|{{ 'a\\nb\\n'|indent('> ') }}|{{ ''|indent(2, true) }}", "{{ [1, 2, 3, 4, 5]|batch(2)|list }} {{ [1, 2, 3]|batch(2, 0)|list }} {{ range(7)|slice(3)|list }} {{ range(7)|slice(3, 'x')|list }}",
    "{{ '<a href=\"x\">&\\'</a>'|e }} {{ '<b>'|escape }} {{ '<b>'|safe }}", "{{ 'hello world foo bar'|truncate(11) }} {{ 'hello world foo bar'|truncate(11, true) }} {{ 'hello world'|truncate(5, false, '..', 0) }} {{ 'hello world'|truncate(8) }}",
    "{{ 'x'|center(5) }}| {{ 'xy'|center(5) }}|{{ 'xyz'|center(2) }}| {{ 'ab cd, ef'|wordcount }}", "{{ '%s-%s'|format(1, 'b') }} {{ '%(x)s'|format(x=3) }}", "{{ tool|tojson }}", "{{ tool|tojson(indent=2) }}", "{{ tool|tojson(indent=4) }}",
    "{{ [1, 1.5, none, true, 'é\"\\\\\\n\\t/<>&', [], {}, (1, 2)]|tojson }} {{ [[], {}, [1]]|tojson(indent=2) }}", "{{ unicode|tojson }} {{ unicode|tojson(ensure_ascii=true) }} {{ control|tojson }} {{ {'b': 1, 'a': 2}|tojson(sort_keys=true) }} {{ {'a': [1, 2]}|tojson(separators=(',', ':')) }} {{ {1: 2, true: 3, none: 4, 1.5: 5}|tojson }}",
    "{{ 1e16|tojson }} {{ 'inf'|float|tojson }} {{ 'nan'|float|tojson }} {{ 0.1|tojson }}", "{{ user|attr('name') }}|{{ 'abc'|attr('zzz') }}|", "{{ items|map('string')|join(',') }} {{ items|sort|first }} {{ items|list|length > 2 }}", "{{ ('a', 'b')|join }} {{ -1|string }} {{ 1 + 2|int * 3 }} {{ 'a' ~ 'b'|upper }}",
    "{% filter upper %}abc {{ name }}{% endfilter %} {% filter replace('a', 'b')|trim %} aaa {% endfilter %}", "{% set x = items|map('string')|list %}{{ x }}{{ x|length }}", "{{ items|batch(2)|first }}",
]

METHODS = [
    "{{ 'x' % undefined_name }}{{ 'y' % {'a': 1} }}{{ 'z' % [1] }}",
    "{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xyzabczyx'.strip('xyz') }}|{{ '\\u3000a\\u00a0'.strip() }}|", "{{ words.split(',') }} {{ words.split(',', 1) }} {{ text.split() }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a  b c '.split(none, 1) }} {{ 'a,b'.split(sep=',', maxsplit=0) }}",
    "{{ words.rsplit(',', 1) }} {{ ' a b  c '.rsplit(none, 1) }} {{ 'a b'.rsplit() }} {{ '  a b  '.rsplit(none, 0) }}", "{{ 'a\\nb\\r\\nc'.splitlines() }} {{ 'a\\nb\\n'.splitlines(true) }}", "{{ name.startswith('A') }} {{ name.endswith('x') }} {{ name.startswith(('x', 'A')) }} {{ name.endswith(()) }}",
    "{{ words.replace(',', ';') }} {{ words.replace(',', ';', 1) }} {{ 'aaa'.replace('a', '') }} {{ 'abc'.replace('', '-', 2) }}", "{{ 'aBc'.upper() }} {{ 'aBc'.lower() }} {{ 'hello world\\'s'.title() }} {{ 'aBc'.capitalize() }}", "{{ 'abcabc'.find('c') }} {{ 'abc'.find('z') }} {{ 'abcabc'.rfind('b') }} {{ unicode.find('é') }} {{ 'abc'.index('b') }} {{ 'aXbX'.count('X') }} {{ 'aaa'.count('') }}",
    "{{ '12'.isdigit() }} {{ 'ab'.isalpha() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ ''.isdigit() }} {{ 'ab'.islower() }} {{ 'AB'.isupper() }}", "{{ '42'.zfill(5) }} {{ '-42'.zfill(5) }} {{ 'x'.ljust(3) }}| {{ 'x'.rjust(3, '.') }} {{ 'x'.center(4, '*') }} {{ 'xy'.center(5, '*') }}", "{{ 'a=b=c'.partition('=') }} {{ 'abc'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'abc'.rpartition('=') }}",
    "{{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'abc'.removeprefix('x') }}", "{{ '{} {}'.format(1, 'x') }} {{ '{1}{0}'.format('a', 'b') }} {{ '{n!r} {{}}'.format(n='q') }} {{ '{0.name} {0[age]}'.format(user) }}", "{{ user.get('name') }} {{ user.get('zip') }} {{ user.get('zip', 'none') }}",
    "{{ {'a': 1}.items() }} {{ {'a': 1}.keys() }} {{ {'a': 1}.values() }} {{ {'a': 1, 'b': 2}.keys()|list }} {{ {'a': 1}.items()|list }} {{ {'a': 1}.keys()|length }}", "{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}:{{ v }} {% endfor %}{% for k in {'x': 1} %}{{ k }}{% endfor %}{% for v in {'x': 1}.values() %}{{ v }}{% endfor %}",
    "{{ items.index(2) }} {{ items.count(3) }} {{ (1, 2, 1).count(1) }}", "{{ ', '.join(names) }} {{ '-'.join('abc') }}", "{{ items.append is defined }} {{ items.index is defined }} {{ user.pop is defined }} {{ name.__class__ is defined }} {{ name.format is defined }}", "{{ 'a' in user.keys() }} {{ 'name' in user.keys() }} {{ 36 in user.values() }} {{ ('age', 36) in {'age': 36}.items() }}",
    "{{ name['upper']() }} {{ user['get']('age') }} {{ ' x '.strip().upper() }} {{ words.split(',')[-1] }} {{ words.split(',')[1:]|join('+') }}", "{{ '</think>' in 'a</think>b' }} {{ 'a</think>b'.split('</think>')[-1].lstrip('\\n') }} {{ 'a</think>b'.split('</think>')[0].rstrip('\\n').split('<think>')[-1] }}",
]

STATEMENTS = [
    "{% if n > 3 %}big{% elif n > 1 %}mid{% else %}small{% endif %}", "{% if zero %}a{% elif nothing %}b{% elif yes %}c{% endif %}", "{% for i in items %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}", "{% for i in [] %}x{% else %}empty{% endfor %}", "{% for i in undefined_name %}x{% else %}none{% endfor %}",
    "{% for i in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}", "{% for i in [1, 2, 3] %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }}{{ loop.depth }}{{ loop.depth0 }}{{ loop }};{% endfor %}",
    "{% for i in range(10) if i is even %}{{ loop.index }}:{{ i }} {% endfor %}", "{% for u in users if u.on %}{{ u.name }}{{ loop.length }}{% else %}no{% endfor %}", "{% for i in items if i > 5 %}x{% else %}none over{% endfor %}", "{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "{% for i in [1] %}{% break %}{% else %}x{% endfor %}|", "{% for i in [1, 2] %}{% if i == 2 %}{% break %}{% endif %}{% else %}x{% endfor %}|{% for i in [1] %}{% continue %}{% else %}y{% endfor %}",
    "{% for a, b in [(1, 2), [3, 4]] %}{{ a }}-{{ b }} {% endfor %}", "{% for (a, (b, c)) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% for c in 'añb' %}[{{ c }}]{% endfor %}", "{% for k in user %}{{ k }} {% endfor %}", "{% for i in 1, 2, 3 %}{{ i }}{% endfor %}", "{% for x in [1, 2] %}{% for y in [3, 4] %}{{ loop.index }}{{ x }}{{ y }} {% endfor %}{{ loop.index }}{% endfor %}",
    "{% for i in [1, 2, 3, 4] %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{% endfor %}", "{% for x in [[1, [2, [3]]], 4] recursive %}{% if x is iterable %}<{{ loop(x) }}>{% else %}{{ x }}/{{ loop.depth }}{% endif %}{% endfor %}",
    "{% set x = 1 %}{{ x }}{% set x = x + 1 %}{{ x }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t = 1, 2 %}{{ t }}", "{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}", "{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "{% for i in [1] %}{% set y = 5 %}{% endfor %}{{ y is defined }}",
    "{% set ns = namespace(found=false, n=0) %}{% for i in items %}{% set ns.n = ns.n + i %}{% if i == 1 %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.n }} {{ ns.found }} {{ ns }}", "{% set ns = namespace() %}{% set ns.a = [1] %}{% set ns.a = ns.a + [2] %}{{ ns.a }}{{ ns.b is defined }}", "{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns['b'] }}|", "{% set ns = namespace(a=1) %}{% set ns.a, b = 5, 6 %}{{ ns.a }}{{ b }}",
    "{% set x %}block {{ name }}{% endset %}[{{ x }}]", "{% set x | upper %}block{% endset %}{{ x }}", "{% set x|trim|upper|replace('L', '1') %}  hello {% endset %}[{{ x }}]", "{% set ns = namespace(x='') %}{% set ns.x %}inner{% endset %}{{ ns.x }}", "{% set x %}{% set y = 1 %}{{ y }}{% endset %}{{ x }}{{ y is defined }}",
    "{% macro m(a, b=2) %}{{ a }}+{{ b }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=4, a=5) }}{{ m() }}", "{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(7) }}", "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}", "{% macro m(x) %}{{ x is defined }}{{ x }}{% endmacro %}{{ m() }}{{ m(none) }}", "{% macro outer(x) %}{% macro inner(y) %}{{ x }}{{ y }}{% endmacro %}{{ inner(2) }}{% endmacro %}{{ outer(1) }}",
    "{% macro fact(n) %}{% if n > 1 %}{{ n * (fact(n - 1)|int) }}{% else %}1{% endif %}{% endmacro %}{{ fact(5) }}", "{% macro m() %}{{ caller() }}!{% endmacro %}{% call m() %}body {{ name }}{% endcall %}", "{% macro m(l) %}{% for i in l %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(x) m([1, 2]) %}<{{ x }}>{% endcall %}", "{% macro m() %}{% if caller %}yes{% else %}no{% endif %}{% endmacro %}{{ m() }}{% call m() %}{% endcall %}",
    "{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}", "{% macro m() %}{{ late }}{% endmacro %}{% set late = 'L' %}{{ m() }}", "{% for i in [1, 2] %}{% macro m() %}{{ i }}{{ loop.index }}{% endmacro %}{{ m() }}{% endfor %}", "{% macro m(x) %}{% set x = x + 1 %}{{ x }}{% endmacro %}{% set x = 10 %}{{ m(1) }}{{ x }}", "{% macro m() %} a {% endmacro %}[{{ m() }}][{{ m()|trim }}]{{ m is callable }}{{ m is defined }}",
    "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}", "{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% print 1, 'x' %}", "{% generation %}{{ name }}{% set g = 1 %}{% endgeneration %}{{ g is defined }}", "{% if true: %}x{% endif: %}" if False else "{% if true: %}x{% endif %}", "{{ dict(a=1, b=2) }} {{ dict([('x', 1)]) }} {{ dict({'a': 1}, b=2) }} {{ dict() }}",
    "{{ [1, 2]|length if items else 0 }} {{ (items|first) + 1 }} {{ (1, 2)[0] }} {{ 'abc'[1] }} {{ {'a': 1}.a }} {{ [[1]][0][0] }}", "{% set m = {'a': {'b': [1, {'c': 2}]}} %}{{ m.a.b[1].c }} {{ m['a'].b.0 }}", "{% for m in users %}{{ m['name'] if m.on else '-' }}{% endfor %}", "{% set f = 'abc'.upper %}{{ f() }}", "{% set l = items %}{% set l = l + [4] %}{{ l }}{{ items }}",
    "{{ m(*[1, 2]) if m is defined else 'no' }}{% macro q(a, b, c=0) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ q(*[1, 2], **{'c': 3}) }}", "{% for i in items|sort %}{{ i }}{% endfor %}{% for i in items|reverse %}{{ i }}{% endfor %}", "{%- for i in [1,2,3] -%}\n  {{ i }}\n{%- endfor -%}", "{% set x = none %}{{ x is none }}{{ x }}{% set y = undefined_name %}{{ y is defined }}", "{% set it = items|map('string') %}{{ it|first }}{{ it|list }}{{ it|list }}",
    "{{ strftime_now('%Y-%m-%d %d %b %B %%') }}", "{% for i in range(3) %}{{ loop.index }}{% else %}e{% endfor %}{% for a in [[1], [2]] %}{% for loop_b in a %}{{ loop_b }}{% endfor %}{% endfor %}", "{% if users|selectattr('on')|list|length == 2 and 'x' not in names %}ok{% endif %}", "{% set x = 3 if false else 4 %}{{ x }}{% set y = x if x > 3 %}{{ y }}",
]

# Templates that must fail: while they are parsed or while they run.
ERRORS = [
    "{{ undefined_name.x }}", "{{ undefined_name['x'] }}", "{{ undefined_name + 1 }}", "{{ undefined_name() }}", "{{ user.missing.x }}", "{{ 1 + 'a' }}", "{{ 'a' + 1 }}", "{{ 1 / 0 }}", "{{ 1 // 0 }}", "{{ 1 % 0 }}", "{{ 1.0 / 0 }}", "{{ [] + 1 }}", "{{ none + 1 }}", "{{ 'a' < 1 }}", "{{ none < 1 }}", "{{ -'a' }}",
    "{% filter length %}a{% endfilter %}", "{{ n[1:] }}", "{{ user[:2] }}", "{{ undefined_name[1:] }}",
    "{{ raise_exception('no way') }}", "{{ 1 | nofilter }}", "{{ 1 is notest }}", "{% for i in 5 %}{% endfor %}", "{% for i in none %}{% endfor %}", "{% for a, b in [1] %}{% endfor %}", "{% set a, b = [1] %}", "{{ 5() }}", "{{ items.append(1) }}", "{{ user.update({}) }}", "{{ name.__class__.x }}", "{{ {[1]: 2} }}", "{{ 1 in 5 }}", "{{ 1 in 'abc' }}",
    "{{ range(1000000) }}", "{{ range() }}", "{{ range(1, 5, 0) }}", "{% set user.x = 1 %}", "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{% endmacro %}{{ m(b=1) }}", "{{ undefined_name|tojson }}", "{{ range|tojson }}", "{{ items|map('nope')|list }}", "{{ items|sort(nope=1) }}", "{{ mixed|sort }}", "{{ 'abc'.index('z') }}", "{{ ''.split('') }}", "{{ ', '.join([1]) }}", "{{ 5|length }}", "{{ items|map('upper')|length }}", "{{ 'x'|round }}",
    "{{", "{% if %}", "{% if true %}", "{% endif %}", "{% for %}", "{% for x in %}{% endfor %}", "{% unknown %}", "{{ 1 + }}", "{{ (1 }}", "{{ [1 }}", "{{ 'abc }}", "{# abc", "{% raw %}abc", "{{ 1 2 }}", "{{ a b }}", "{{ $ }}", "{{ 'a' is string is defined }}", "{% set 1 = 2 %}", "{% set true = 2 %}", "{{ f(a=1, 2) }}", "{{ f(**a, *b) }}", "{% macro m(a=1, b) %}{% endmacro %}", "{{ }}", "{{ a. }}", "{{ a|}}", "{% break %}", "{% else %}", "{% if a %}{% else %}{% else %}{% endif %}",
    "{% for x in y %}{% endif %}", "{{ a[1 }}", "{{ {1 2} }}", "{{ '\\x4' }}", "{{ not }}", "{{ a..b }}", "{% call 1 %}{% endcall %}", "{% set x %}", "{{ 1 if }}", "{{ ) }}", "{{ (] }}", "{{ '%d' % 'x' }}", "{{ '%s %s' % 1 }}", "{{ '%s' % (1, 2) }}", "{{ '{}'.format() }}", "{{ 0 ** -1 }}", "{{ loop.index }}", "{% macro m(a) %}{{ loop.index }}{% endmacro %}{% for i in [1] %}{{ m(1) }}{% endfor %}",
]
