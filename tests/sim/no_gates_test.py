#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the gates do not know yet is refused by name, with its reason and status 2, wherever gates would run it, and is
priced nowhere; a machine without an optional unit refuses a network that needs it. On the page's example that has every
such operator.

usage: no_gates_test.py OCTET docs/formats.md models/machine/machine.yaml
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import yaml
from formats_page_test import random_tensors, write_data, write_tensors

MACHINE = yaml.safe_load(pathlib.Path(sys.argv[3]).read_text())
UNITS, ROWS = MACHINE["units"], MACHINE["opcodes"]
# The optional unit, and what gates of the others would have to do.
(UNIT,) = (name for name, row in UNITS.items() if row.get("optional"))
OF_UNIT = {row["unit"]: opcode for opcode, row in ROWS.items() if "no_gates" in row}
OPCODES = {*OF_UNIT.values(), *(opcode for opcode, row in ROWS.items() if "no_gates" in UNITS[row["unit"]])}
LANES = ("--set", f"lanes.{UNIT}=4")


def main():
    octet, page = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).read_text()
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def call(*words):
            done = subprocess.run([octet, *words], cwd=folder, capture_output=True, text=True, timeout=120)
            return done.returncode, done.stdout, done.stderr

        def refused(words, opcodes):
            status, _, told = call(*words)
            assert status == 2, (words, status, told)
            named = dict(
                re.findall(r"opcode (\w+): error: expected one that the gates of \w+ know, .* yet: (.*)", told)
            )
            assert set(named) == set(opcodes) and all(named.values()), (words, told)

        def fine(*words):
            status, shown, told = call(*words)
            assert status == 0, (words, told)
            return shown

        (folder / "gated").mkdir()
        text = re.search(r"<!-- file: gated/graph.yaml -->\n```yaml\n(.*?)```", page, re.S).group(1)
        (folder / "gated/graph.yaml").write_text(text)
        write_tensors(folder / "gated/model.safetensors", random_tensors(text, draw))
        write_data(folder / "data", draw)
        fine("compress", "gated", "--recipe", "int8", "--calibration", "data", "--out", "package")
        run = ("run", "package", "--arch", "octet-16", *LANES, "--input", "data", "--limit", "1", "--out")
        refused([*run, "out", "--view", "rtl"], OPCODES)
        for unit, opcode in OF_UNIT.items():
            refused([*run, "out", "--view", f"{unit}=rtl"], [opcode])
        refused([*run, "out", *(word for unit in OF_UNIT for word in ("--view", f"{unit}=rtl"))], OF_UNIT.values())
        fine("compile", "package", "--arch", "octet-16", *LANES, "--out", "program")
        fine("verify", "program")
        refused(["crosscheck", "--arch", "octet-16", *LANES, "--program", "program"], OPCODES)
        assert not (folder / "out").exists()
        status, _, told = call(*run, "out", "--view", f"{UNIT}=rtl")
        assert status == 2 and f"got {UNIT}=rtl" in told, told

        # Priced nowhere, and told.
        shown = fine(*run, "priced")
        document = json.loads((folder / "priced/run.json").read_text())
        assert {it.split(":")[0] for it in document["energy_j"]["not_priced"]} == OPCODES
        assert [it.split(":")[0] for it in document["area_mm2"]["not_priced"]] == [UNIT]
        for opcode in OPCODES:
            assert re.search(rf"^not priced +{opcode}: no gates yet, ", shown, re.M), shown
        assert UNIT in {unit["name"] for unit in document["per_unit"]}
        (folder / "sweep.yaml").write_text(
            f"octet_sweep: 1\nworkload: package\narchitecture: octet-16\naxes: {{lanes.{UNIT}: [2, 4]}}\n"
            "objectives: [latency_s, area_mm2]\nfinalists: {points: 1}\n"
        )
        shown = fine("sweep", "sweep.yaml", "--out", "sweep", "-j", "1")
        missing = json.loads((folder / "sweep/sweep.json").read_text())["not_priced"]
        assert {it.split(":")[0] for it in missing} == {UNIT, *OPCODES}, missing
        assert all(f"not priced    {it}\n" in shown for it in missing), shown
        with_unit, without = (fine("area", "--arch", "octet-16", *words) for words in (LANES, ()))
        line = re.search(rf"^not priced +{UNIT}: no gates yet, .*\n", with_unit, re.M)
        assert line and with_unit.replace(line.group(), "") == without, with_unit

        # A machine that lacks the unit, by itself and for a program made for another.
        status, _, told = call(*(word for word in run if word not in LANES), "out")
        node = re.search(rf"{{name: (\w+), op: {UNIT},", text).group(1)
        assert status == 2 and f"/lanes/{UNIT}: expected at least 1 for node '{node}', a" in told, told
        assert UNIT not in fine("show", "octet-16")
        assert f"{UNIT}: 4" in fine("show", "octet-16", *LANES)
        status, _, told = call("show", "octet-16", "--set", f"lanes.{UNIT}=17")
        assert status == 2 and f"/lanes/{UNIT}: expected at most /array/rows (16), got '17'" in told, told
    print(f"{', '.join(sorted(OPCODES))}: refused in gates, not priced; a machine without {UNIT} refuses what needs it")


main()
