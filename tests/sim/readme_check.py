#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run the README's table of changed parameters and compare every cycle count, and what the demonstration prints of one
inference's cycles, memory, area and energy; usage: readme_check.py OCTET README."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

PACKAGE = "workloads/vit-fashion-mnist/package"


def cycles(octet, arch, overrides):
    """Cycles of one inference, timing only."""
    with tempfile.TemporaryDirectory() as folder:
        words = [octet, "run", PACKAGE, "--arch", arch, "--timing-only", "--out", folder + "/run"]
        for override in overrides:
            words += ["--set", override]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        return json.loads((pathlib.Path(folder) / "run" / "run.json").read_text())["cycles"]


def tables_of_the_demonstration(octet):
    """From the cycles by unit to the energy: they do not depend on the values."""
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run(
            [octet, "run", PACKAGE, "--arch", "octet-16", "--timing-only", "--tech", "45nm", "--out", folder + "/run"],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    return out[out.index("% of cycles") : out.index("\nfiles ")]


def main():
    octet, readme = sys.argv[1], pathlib.Path(sys.argv[2]).read_text()
    rows = re.findall(r"^\| (.+?) \| ([\d /]+) \|$", readme.split("| octet-16 with |")[1].split("\n\n")[0], re.M)
    wrong = []
    for text, figures in rows:
        claimed = [int(figure.replace(" ", "")) for figure in figures.split(" / ")]
        archs = re.findall(r"octet-\d+", text) or ["octet-16"]
        found = [cycles(octet, arch, re.findall(r"`(\w[\w.]*=\w+)`", text)) for arch in archs]
        print(f"{text}: README {claimed}, measured {found}")
        wrong += [text] if claimed != found else []
    if tables_of_the_demonstration(octet) not in readme:
        wrong.append("what scripts/demo prints")
    if len(rows) < 8 or wrong:
        sys.exit(f"README's table is wrong or not found: {wrong}")


if __name__ == "__main__":
    main()
