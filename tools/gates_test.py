#!/usr/bin/env python3
"""Each gate passes a sound tree and names file and line of a planted violation."""
import pathlib
import subprocess
import tempfile
import unittest

import check_conditionals
import check_docs
import check_isa_objects
import check_layers
import check_registries
import check_size
import check_tests


class GateTest(unittest.TestCase):
    """A small sound tree in self.source; `plant` adds a file, `found` runs a gate on the whole."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = pathlib.Path(folder.name) / "tree"
        self.binary = pathlib.Path(folder.name) / "objects"
        self.plant("src/layers.txt", "base:\nkernels: base  # fast\nmodel: kernels base\n")
        self.plant("src/base/text.cpp", "// Text.\n#include <string>\n")
        self.plant("src/base/text_test.cpp", '#include <gtest/gtest.h>\n#include "base/text.h"\n')
        self.plant("tests/e2e/test_run.py", "\n")
        self.plant("src/main.cpp", '#include "model/model.h"\nint main() {}\n')
        self.plant("README.md", "See [text](src/base/text.cpp), `base/text_test.cpp` and <https://example.org/x>.\n")

    def plant(self, name, text):
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self, gate):
        """"path:line: message" of every finding."""
        return [
            f"{f.path.relative_to(self.source)}:{f.line}: {f.message}" for f in gate.check(self.source, self.binary)
        ]

    def assert_finds(self, gate, start, part=""):
        found = self.found(gate)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(start) and part in found[0], found[0])


class SoundTree(GateTest):
    def test_passes_every_gate(self):
        for gate in (check_conditionals, check_docs, check_layers, check_registries, check_size, check_tests):
            self.assertEqual(self.found(gate), [], gate.__name__)


class Layers(GateTest):
    def test_an_include_that_points_upward(self):
        self.plant("src/kernels/a.h", '#pragma once\n#include "model/model.h"\n')
        self.assert_finds(check_layers, "src/kernels/a.h:2:", "kernels may not include model")

    def test_an_include_of_no_known_folder(self):
        self.plant("src/base/a.h", '#include "text.h"\n')
        self.assert_finds(check_layers, "src/base/a.h:1:")

    def test_a_folder_outside_the_list(self):
        self.plant("src/extra/a.h", "\n")
        self.assert_finds(check_layers, "src/extra/a.h:1:", "extra is missing")

    def test_a_list_that_names_a_folder_below(self):
        self.plant("src/layers.txt", "base:\nkernels: base model\nmodel: kernels base\n")
        self.assert_finds(check_layers, "src/layers.txt:2:", "model, which is not above it")

    def test_a_library_outside_its_folder(self):
        self.plant("src/model/a.cpp", "#include <boost/json.hpp>\n")
        self.assert_finds(check_layers, "src/model/a.cpp:1:", "belongs to base/json")

    def test_gtest_outside_a_test(self):
        self.plant("src/model/a.cpp", "#include <gtest/gtest.h>\n")
        self.assert_finds(check_layers, "src/model/a.cpp:1:")

    def test_an_unlisted_library(self):
        self.plant("src/base/a.cpp", "#include <Eigen/Dense>\n#include <sys/mman.h>\n#include <stdint.h>\n")
        self.assert_finds(check_layers, "src/base/a.cpp:1:", "does not list")

    def test_a_link_in_cmake_that_points_upward(self):
        self.plant("CMakeLists.txt", "hearth_library(base)\nhearth_library(kernels DEPS base model LIBS x)\n")
        self.assert_finds(check_layers, "CMakeLists.txt:2:", "may not link model")


class Size(GateTest):
    def test_long_files_warn_and_longer_ones_fail(self):
        self.plant("src/base/warned.h", "\n" * 501)
        self.plant("src/base/failed.h", "\n" * 801)
        findings = check_size.check(self.source, self.binary)
        self.assertEqual([(f.path.name, f.warning) for f in findings], [("failed.h", False), ("warned.h", True)])

    def test_long_functions_warn_and_longer_ones_fail(self):
        for name, statements in (("short", 58), ("warned", 59), ("failed", 99)):
            self.plant(f"src/base/{name}.cpp", f"int {name}() {{\n" + "  f();\n" * statements + "}\n")
        findings = check_size.check(self.source, self.binary)
        self.assertEqual([(f.path.name, f.warning) for f in findings], [("failed.cpp", False), ("warned.cpp", True)])


class Conditionals(GateTest):
    def test_a_conditional_where_none_belongs(self):
        self.plant("src/model/a.cpp", "int a;\n#ifdef __AVX2__\n#endif\n")
        self.assert_finds(check_conditionals, "src/model/a.cpp:2:", "__AVX2__")

    def test_a_conditional_in_the_folder_of_an_instruction_set(self):
        self.plant("src/kernels/avx2/a.cpp", "#if 1\n#endif\n")
        self.assertEqual(self.found(check_conditionals), [])


class Registries(GateTest):
    def setUp(self):
        super().setUp()
        self.plant("src/model/families/families.def", "// Families.\nFAMILY(kGemma3)\n")
        self.plant("src/model/families/gemma3.cpp", "\n")

    def test_rows_and_files_that_agree(self):
        self.plant("src/model/families/gemma3_test.cpp", "\n")
        self.assertEqual(self.found(check_registries), [])

    def test_a_file_without_its_row(self):
        self.plant("src/model/families/llama.cpp", "\n")
        self.assert_finds(check_registries, "src/model/families/llama.cpp:1:", "no row")

    def test_a_row_without_its_file(self):
        self.plant("src/model/families/families.def", "FAMILY(kGemma3)\nFAMILY(kQwen3)\n")
        self.assert_finds(check_registries, "src/model/families/families.def:2:", "families/qwen3.cpp")

    def test_an_alphabetical_list_out_of_order(self):
        self.plant("src/base/settings.def", '// Alphabetical.\nVARIABLE("A_B", 1)\nVARIABLE("C", 1)\nVARIABLE("A", 1)\n')
        self.assert_finds(check_registries, "src/base/settings.def:4:", "A stands after C")

    def test_a_list_that_nobody_checks(self):
        self.plant("src/model/others.def", "OTHER(a)\n")
        self.assert_finds(check_registries, "src/model/others.def:1:", "does not know")


class Tests(GateTest):
    def test_a_unit_without_its_test(self):
        self.plant("src/base/lonely.cpp", "\n")
        self.assert_finds(check_tests, "src/base/lonely.cpp:1:", "no lonely_test.cpp")

    def test_an_exception_whose_covering_test_is_gone(self):
        (self.source / "tests/e2e/test_run.py").unlink()
        self.assert_finds(check_tests, "src/main.cpp:1:", "tests/e2e/test_run.py, which does not exist")


class Docs(GateTest):
    def test_a_link_to_nowhere(self):
        self.plant("docs/a.md", "Fine: [readme](../README.md#top).\nSee [it](gone.md).\n")
        self.assert_finds(check_docs, "docs/a.md:2:", "gone.md")

    def test_a_quoted_path_to_nowhere(self):
        self.plant("docs/a.md", "`base/text.cpp` and `base/<name>.cpp`\n`src/base/gone.cpp`, `base/gone.h`\n")
        self.assertEqual([f.split(" ")[2] for f in self.found(check_docs)], ["src/base/gone.cpp,", "base/gone.h,"])

    def test_a_path_of_somebodys_machine(self):
        self.plant("bench/a.py", "x = 1\nmodel = '" + "/ho" + "me/me/model.gguf'\n")
        self.assert_finds(check_docs, "bench/a.py:2:")


class IsaObjects(GateTest):
    def compile(self, text):
        folder = self.binary / "CMakeFiles/hearth_kernels.dir/src/kernels/avx2"
        folder.mkdir(parents=True, exist_ok=True)
        command = ["c++", "-std=c++20", "-O0", "-c", "-x", "c++", "-", "-o", str(folder / "a.o")]
        subprocess.run(command, input=text, text=True, check=True)

    def messages(self):
        return [f.message for f in check_isa_objects.check(self.source, self.binary)]

    def test_a_table_and_private_helpers_pass(self):
        self.compile("namespace { int helper() { return 1; } }\n"
                     "namespace hearth::kernels { extern const int avx2_table; const int avx2_table = helper(); }\n")
        self.assertEqual(self.messages(), [])

    def test_a_weak_symbol(self):
        self.compile("inline int twice(int x) { return 2 * x; }\n"
                     "namespace { [[maybe_unused]] int use(int x) { return twice(x); } }\n")
        self.assertEqual(self.messages(), ["defines the weak symbol twice(int)"])

    def test_an_export_outside_the_namespace(self):
        self.compile("int shared = 1;\n")
        self.assertEqual(self.messages(), ["exports shared, which is not hearth::kernels::avx2_table"])

    def test_nothing_built_is_no_pass(self):
        self.assertEqual(len(self.messages()), 1)


if __name__ == "__main__":
    unittest.main()
