#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `octet rtl` writes is clean for Verilator and whole for yosys, as a stranger would use it: in its folder, by its
file list.

Usage: rtl_verb_test.py OCTET VERILATOR YOSYS ARCH [PATH=VALUE ...]"""
import pathlib
import re
import subprocess
import sys
import tempfile

OCTET, VERILATOR, YOSYS, ARCH, *SETTINGS = sys.argv[1:]


def run(command, folder=None, status=0):
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == status, f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}"
    return done.stdout


def main():
    with tempfile.TemporaryDirectory() as parent:
        folder = pathlib.Path(parent) / "gates"
        words = [OCTET, "rtl", "--arch", ARCH, *(word for it in SETTINGS for word in ("--set", it)), "--out", folder]
        run(words)
        assert "exists already" in run(words, status=2)
        run([*words, "--force"])
        names = (folder / "octet.f").read_text().split()
        assert sorted([*names, "octet.f", "architecture.yaml"]) == sorted(path.name for path in folder.iterdir())
        assert [path.name for path in pathlib.Path(parent).iterdir()] == ["gates"], "a temporary neighbor stayed"

        # The written architecture is the machine of the top, whatever it was made from.
        again = pathlib.Path(parent) / "again"
        run([OCTET, "rtl", "--arch", folder / "architecture.yaml", "--out", again])
        top = (folder / "octet_top.sv").read_text()
        assert top == (again / "octet_top.sv").read_text()
        for setting in SETTINGS:
            key, value = setting.split("=")
            name = {"array.rows": "ROWS", "array.columns": "COLUMNS", "lanes.softmax": "SOFTMAX_LANES"}.get(key)
            assert name is None or f".{name}({value})" in top, f"{setting} is not bound"
        assert "parameter" not in re.sub(r"//.*", "", top)

        warnings = run([VERILATOR, "--lint-only", "-Wall", "-f", "octet.f"], folder)
        assert warnings.strip() == "", warnings
        run([YOSYS, "-q", "-p", f"read_verilog -sv -defer {' '.join(names)}; hierarchy -check -top octet_top"], folder)
    print(f"{ARCH} {' '.join(SETTINGS)}: {len(names)} files, clean")


if __name__ == "__main__":
    main()
