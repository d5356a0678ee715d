#!/usr/bin/env python3
"""tests/golden/json_schema/suite.json: the cases of the JSON-Schema-Test-Suite (draft 2020-12, MIT license) about the
keywords that Hearth supports, as the source package of PyPI's jsonschema carries them.

Usage: make_json_schema_suite.py VERSION-OF-JSONSCHEMA
"""
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

KEYWORDS = """additionalProperties allOf anyOf boolean_schema const default defs enum exclusiveMaximum exclusiveMinimum
infinite-loop-detection items maxItems maxLength maxProperties maximum minItems minLength minProperties minimum
multipleOf oneOf pattern patternProperties prefixItems properties ref required type uniqueItems""".split()
FORMATS = "date date-time duration email hostname ipv4 ipv6 json-pointer time uri uuid".split()
FILES = [f"{name}.json" for name in KEYWORDS] + [f"optional/format/{name}.json" for name in FORMATS]
FILES.append("optional/ecmascript-regex.json")
TARGET = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/json_schema"


def download(version, folder):
    command = ["pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", folder, f"jsonschema=={version}"]
    subprocess.run([sys.executable, "-m", *command], check=True)
    return next(pathlib.Path(folder).glob("jsonschema-*.tar.gz"))


def main(version):
    with tempfile.TemporaryDirectory() as folder, tarfile.open(download(version, folder)) as package:
        read = lambda name: package.extractfile(f"jsonschema-{version}/json/{name}").read().decode()
        groups = []
        for name in FILES:
            for group in json.loads(read(f"tests/draft2020-12/{name}")):
                tests = [[t["description"], t["data"], t["valid"]] for t in group["tests"]]
                groups.append({"file": name, "description": group["description"], "schema": group["schema"], "tests": tests})
        TARGET.mkdir(parents=True, exist_ok=True)
        lines = ",\n".join(json.dumps(group, ensure_ascii=True, separators=(",", ":")) for group in groups)
        source = f"JSON-Schema-Test-Suite, draft 2020-12, from jsonschema {version}; tools/goldens/make_json_schema_suite.py"
        (TARGET / "suite.json").write_text(f'{{"source":{json.dumps(source)},"groups":[\n{lines}\n]}}\n')
        (TARGET / "LICENSE").write_text(read("LICENSE"))


if __name__ == "__main__":
    main(sys.argv[1])
