#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/unit_synthesis.py: areas of children add up to the whole, results are kept by content, an interrupt leaves
nothing behind.

Usage: unit_synthesis_test.py (in the root of the repository)
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "scripts")
import unit_synthesis  # noqa: E402

SIZE = dict(ROWS=4, COLUMNS=4, SHADOW=1)
NAMING = 0.05  # what other names of wires move: the order in which abc looks at them


def whole_um2(synthesis, module, parameters):
    """Area of a hierarchy synthesized at once, as `octet area --synth` does it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in synthesis.gates.items():
            pathlib.Path(folder, f"{name}.sv").write_text(text)
        names = " ".join(f"{name}.sv" for name in unit_synthesis.hierarchy(module, synthesis.gates))
        settings = "".join(f" -set {name} {value}" for name, value in parameters.items())
        liberty = synthesis.liberty
        subprocess.run(
            [
                "yosys",
                "-q",
                "-p",
                f"read_verilog -sv -defer {names}; chparam{settings} {module}; hierarchy -check -top {module}; "
                f"synth -top {module}; dfflibmap -liberty {liberty}; abc -liberty {liberty} -script "
                f"{unit_synthesis.ABC}; opt_clean; "
                f"tee -q -o out.txt stat -liberty {liberty}",
            ],
            cwd=folder,
            check=True,
        )
        return float(
            re.search(r"Chip area for top module '[^']*': ([\d.]+)", pathlib.Path(folder, "out.txt").read_text())[1]
        )


def children_of(process):
    found = subprocess.run(["pgrep", "-P", str(process)], stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    return [int(word) for word in found]


def name_of(process):
    try:
        return pathlib.Path(f"/proc/{process}/comm").read_text().strip()
    except FileNotFoundError:
        return ""


def runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class UnitSynthesisTest(unittest.TestCase):
    def setUp(self):
        room = tempfile.TemporaryDirectory()
        self.addCleanup(room.cleanup)
        self.cache = pathlib.Path(room.name) / "cache"

    def kept(self):
        return {path.name for path in self.cache.iterdir()}

    def test_areas_of_children_add_up_to_that_of_the_whole(self):
        synthesis = unit_synthesis.Synthesis(cache=self.cache)
        gates = synthesis.measure("octet_matmul", SIZE)
        whole = whole_um2(synthesis, "octet_matmul", SIZE) / synthesis.gate_um2
        self.assertAlmostEqual(gates / whole, 1.0, delta=NAMING)

    def test_a_result_is_kept_until_the_gates_of_its_own_module_change(self):
        synthesis = unit_synthesis.Synthesis(cache=self.cache)
        gates = synthesis.measure("octet_matmul", SIZE)
        first = self.kept()
        self.assertEqual(len(first), 2)  # the array and its element

        other = unit_synthesis.Synthesis(cache=self.cache)
        other.gates["octet_softmax"] = "changed"
        other.gates["octet_matmul"] = "/* moved */ " + other.gates["octet_matmul"]
        self.assertEqual(other.measure("octet_matmul", SIZE), gates)
        self.assertEqual(self.kept(), first)

        changed = unit_synthesis.Synthesis(cache=self.cache)
        self.assertIn("a_i * b_i", changed.gates["octet_pe"])
        changed.gates["octet_pe"] = changed.gates["octet_pe"].replace("a_i * b_i", "a_i + b_i")
        self.assertLess(changed.measure("octet_matmul", SIZE), 0.8 * gates)
        self.assertEqual(len(self.kept() - first), 1)  # the element; the array is as before

    def test_an_interrupt_ends_yosys_and_leaves_no_half_result(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            run = subprocess.Popen(
                [sys.executable, "scripts/area_residuals", "--only", "scoreboard", "--cache", self.cache],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                process_group=0,
            )
            yosys = []
            while not yosys:
                self.assertIsNone(run.poll(), "ended by itself")
                time.sleep(0.2)
                yosys = [it for it in children_of(run.pid) if name_of(it) == "yosys"]
            run.send_signal(number)
            self.assertEqual(run.wait(60), 130)
            self.assertEqual([it for it in yosys if runs(it)], [])
            self.assertEqual(list(self.cache.glob("*")), [])


if __name__ == "__main__":
    unittest.main()
