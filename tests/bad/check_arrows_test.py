#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule of scripts/check_arrows refuses what it must, in a small tree made for it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_arrows"
HEADER = "// SPDX-License-" + "Identifier: Apache-2.0\n"
CASES = {
    "core includes graph": (
        "models/core/a.hpp",
        HEADER + '#include "models/graph/model.hpp"\n',
        "models/core/a.hpp:2: models/core may not include models/graph",
    ),
    "models include hw": (
        "models/program/a.cpp",
        HEADER + '#include "hw/units/a.hpp"\n',
        "models/program/a.cpp:2: models/program may not include hw/units",
    ),
    "a unit includes its kernel": (
        "models/units/a.cpp",
        HEADER + '#include "models/kernels/a.hpp"\n',
        "models/units/a.cpp:2: models/units may not include models/kernels",
    ),
    "hw includes sim": (
        "hw/chip/a.cpp",
        HEADER + '#include "sim/run/a.hpp"\n',
        "hw/chip/a.cpp:2: hw/chip may not include sim/run",
    ),
    "the machine knows its gates": (
        "hw/chip/a.cpp",
        HEADER + '#include "hw/cosim/rtl_unit.hpp"\n',
        "hw/chip/a.cpp:2: hw/chip may not include hw/cosim",
    ),
    "a compiler that reports": (
        "sim/compile/a.cpp",
        HEADER + '#include "sim/report/a.hpp"\n',
        "sim/compile/a.cpp:2: sim/compile may not include sim/report",
    ),
    "a folder that is no room": ("sim/attic/a.cpp", HEADER, "sim/attic/a.cpp:1: sim/attic is no room"),
    "models know SystemC": (
        "models/units/a.cpp",
        HEADER + "#include <systemc>\n",
        "models/units/a.cpp:2: models knows no SystemC",
    ),
    "float in a unit": (
        "models/units/a.cpp",
        HEADER + "int f() { return 0.5 * 2; }\n",
        "models/units/a.cpp:2: no floating point",
    ),
    "double in a unit": ("hw/units/a.hpp", HEADER + "\ndouble x;\n", "hw/units/a.hpp:3: no floating point"),
    "float beside a helper": (
        "models/core/dyadic.cpp",
        HEADER + "double real_from_dyadic(int x) {\n  return x;\n}\nfloat y;\n",
        "models/core/dyadic.cpp:5: no floating point",
    ),
    "no licence line": ("sim/run/a.cpp", "int a;\n", "sim/run/a.cpp:1: expected one SPDX"),
    "a line of 121 columns": (
        "sim/run/a.cpp",
        HEADER + f"int {'a' * 116};\n",
        "sim/run/a.cpp:2: 121 columns, at most 120",
    ),
    "a script without suffix": (
        "scripts/a",
        "#!/bin/sh\n" + HEADER.replace("//", "#") + f"echo {'a' * 116}\n",
        "scripts/a:3: 121 columns",
    ),
    "a CMake file": (
        "models/graph/CMakeLists.txt",
        HEADER.replace("//", "#") + f"set(a {'b' * 114})\n",
        "models/graph/CMakeLists.txt:2: 121 columns",
    ),
    "a file of 351 lines": (
        "tests/sim/a.hpp",
        HEADER + "int a;\n" * 350,
        "tests/sim/a.hpp:351: 351 lines, at most 350",
    ),
    "a script of 351 lines": (
        "scripts/a",
        "#!/bin/sh\n" + HEADER.replace("//", "#") + "true\n" * 349,
        "scripts/a:351: 351 lines",
    ),
    "gates of 351 lines": ("rtl/units/octet_a.sv", HEADER + "// a\n" * 350, "rtl/units/octet_a.sv:351: 351 lines"),
    "a path of one machine": ("docs/a.md", "see /" + "home/someone\n", "docs/a.md:1: a path of one machine"),
    "a test nobody builds": ("tests/hw/a_test.cpp", HEADER, "tests/hw/a_test.cpp:1: the test is built by nothing"),
    "rtl includes a file of ours": (
        "rtl/units/octet_a.sv",
        HEADER + '`include "octet_a.sv"\n',
        "rtl/units/octet_a.sv:2: rtl includes only what is generated",
    ),
}


def check(files):
    """Exit status and output of the checker on a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        result = subprocess.run(
            [sys.executable, str(SCRIPT), "--root", folder], capture_output=True, text=True, check=False
        )
        return result.returncode, result.stdout


class CheckArrows(unittest.TestCase):
    def test_each_rule_refuses(self):
        for name, (path, text, expected) in CASES.items():
            with self.subTest(name):
                status, output = check({path: text})
                self.assertEqual(status, 1)
                self.assertIn(expected, output)

    def test_walkers_know_no_operator(self):
        variant = "using FloatOperator = std::variant<  //\n    FloatMean,  //\n    FloatSum>;\n"
        listed = {"models/operators/all.hpp": HEADER + variant}
        for text in ("graph::Mean op;\n", "FloatMean op;\n", "std::get<FloatSum>(op);\n"):
            status, output = check({**listed, "models/compress/a.cpp": HEADER + text})
            self.assertEqual(status, 1)
            self.assertIn("models/compress/a.cpp:2: models/compress knows no operator", output)
        status, output = check(
            {
                **listed,
                "models/compress/a.cpp": HEADER + "// a Mean\nint MeanLayer;\n",
                "sim/compile/lower/mean.cpp": HEADER + "graph::Mean op;\n",
            }
        )
        self.assertEqual(status, 0, output)

    def test_a_type_has_a_name_of_its_own(self):
        both = {
            "hw/common/a.hpp": HEADER + "struct Region {\n  struct Row {};\n};\n",
            "sim/run/a.hpp": HEADER + "\nclass Region final : public Base {\n};\n",
        }
        status, output = check(both)
        self.assertEqual(status, 1)
        self.assertIn("sim/run/a.hpp:3: Region is another type in hw/common/a.hpp:2", output)
        status, output = check({**both, "sim/run/a.hpp": HEADER + "enum class Region : int { a };\n"})
        self.assertEqual(status, 1)
        apart = {
            "sim/run/a.hpp": HEADER + "struct Region;\nstruct Other {\n  struct Row {};\n};\n",
            "sim/run/a.cpp": HEADER + "struct Region {};\n",
            "tests/sim/a.hpp": HEADER + "struct Region {};\n",
            "models/operators/softmax.hpp": HEADER + "struct Softmax {};\n",
            "hw/units/softmax.hpp": HEADER + "class Softmax final {};\n",
        }
        status, output = check({**both, **apart})
        self.assertEqual(status, 0, output)

    def test_a_clean_tree_passes(self):
        files = {
            "models/core/dyadic.cpp": HEADER + "double real_from_dyadic(int x) {\n  return 0.5 * x;\n}  // double\n",
            "sim/run/a.cpp": HEADER + f"int {'a' * 115};\n// https://{'b' * 120}\n",
            "sim/run/b.cpp": HEADER + "int a;\n" * 349,
            "docs/a.md": f"| {'a' * 120} |\n" * 351,
            "tests/fuzz/seeds/yaml/a": "b" * 121 + "\n",
            "hw/units/a.cpp": HEADER + '#include "models/execute/a.hpp"\n#include "hw/common/b.hpp"\n',
            "tests/sim/a_test.cpp": HEADER,
            "tests/sim/CMakeLists.txt": HEADER.replace("//", "#") + "octet_test(a SOURCES a_test.cpp)\n",
        }
        self.assertEqual(check(files)[0], 0, check(files)[1])


if __name__ == "__main__":
    unittest.main()
