#!/usr/bin/env python3
"""Each list and the folder it lists agree: no file without its row, no row without its file.

And a .def list whose opening comment says that it is alphabetical is.
"""
import dataclasses
import re

import gate


@dataclasses.dataclass
class Registry:
    """One list. A row matches `row`, whose group is the name; the file behind it is folder/<name><ending>."""

    row: str
    folder: str  # below src/
    ending: str = ".cpp"
    besides: tuple = ()  # files of the folder that are no entry of the list


# Keyed by the list's path below src/. None: its rows name functions or text, which the compiler holds it to.
REGISTRIES = {
    "api/ollama/errors.def": None,
    "api/options.def": None,
    "base/settings.def": None,
    "chat/formats/formats.def": Registry(r"TOOL_FORMAT\((\w+)", "chat/formats"),
    "convert/architectures.def": None,
    "gguf/file_types.def": None,
    "grammar/schema_keywords.def": None,
    "grammar/text_formats.def": None,
    "kernels/dispatch.cpp": Registry(r'\{"(\w+)", &\w+_table,', "kernels", "/table.cpp"),
    "quant/formats.def": Registry(r"FORMAT\(.*, (\w+)\)", "quant",
                                  besides=("format", "scaled_block", "sub_block_fit_affine", "sub_block_fit_signed")),
    "tokenizer/pretokenizers/pretokenizers.def": None,
    "template/go/functions.def": None,
    "template/jinja/filters.def": None,
    "template/jinja/string_methods.def": None,
    "template/jinja/tests.def": None,
    "sampling/stages.def": Registry(r"STAGE\((\w+)", "sampling",
                                    besides=("draft", "draw", "logprobs", "narrow", "options", "sampler", "selection",
                                             "sequence_breakers", "softmax", "stages", "vocabulary")),
    "model/families/families.def": Registry(r"FAMILY\(k(\w+)", "model/families", besides=("registry",)),
    "store/create_quantizations.def": None,
    "store/layer_kinds.def": None,
    "store/modelfile_instructions.def": None,
    "store/modelfile_env.def": None,
    "store/template_names.def": None,
    "server/request_bodies.def": None,
    "server/routes.def": None,
    "cli/commands.def": Registry(r"COMMAND\((\w+)", "cli/commands"),
    "cli/repl/keys.def": None,
    "cli/repl/settings.def": None,
    "cli/repl/show_parts.def": None,
    "cli/repl/slash_commands.def": None,
}
FIRST_ARGUMENT = re.compile(r'[A-Z_]+\("?(.*?)"?[,)]')


def snake(name):
    """Gemma3 -> gemma3, SmolLm -> smol_lm; a name in snake case stays."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def check_order(path):
    """The rows that stand before their predecessor in a list that calls itself alphabetical."""
    alphabetical, previous = False, ""
    for number, line in gate.lines(path):
        if line.startswith("//"):
            alphabetical = alphabetical or "alphabetical" in line.lower()
        elif alphabetical and (row := FIRST_ARGUMENT.match(line)):
            if row[1] < previous:
                yield gate.Finding(path, number, f"{row[1]} stands after {previous} in an alphabetical list")
            previous = row[1]


def compare(src, path, registry):
    folder, findings, named = src / registry.folder, [], set()
    for number, line in gate.lines(path):
        if row := re.match(r"\s*" + registry.row, line):
            file = folder / (snake(row[1]) + registry.ending)
            named.add(file)
            if not file.exists():
                findings.append(gate.Finding(path, number, f"row {row[1]} has no file {file.relative_to(src)}"))
    if not named:
        findings.append(gate.Finding(path, 1, f"has no row like {registry.row}"))
    for file in sorted(folder.glob("*" + registry.ending)):
        unlisted = file not in named and file.stem not in registry.besides
        if unlisted and not file.stem.endswith(("_test", "_fuzz")):
            findings.append(gate.Finding(file, 1, f"has no row in {path.relative_to(src)}"))
    return findings


def check(source, _binary):
    src, findings = source / "src", []
    for path in gate.files(src, ".def"):
        findings += check_order(path)
        if path.relative_to(src).as_posix() not in REGISTRIES:
            findings.append(gate.Finding(path, 1, "tools/check_registries.py does not know this list"))
    for where, registry in REGISTRIES.items():
        if registry and (src / where).exists():
            findings += compare(src, src / where, registry)
    return findings


if __name__ == "__main__":
    gate.main(check)
