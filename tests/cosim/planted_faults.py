#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants one fault at a time in a copy of a shipped module and requires that `octet crosscheck --unit UNIT --rtl COPY`
finds it, as a user would ask.

usage: planted_faults.py OCTET [--list] [--arch ARCHITECTURE] [--set PATH=VALUE ...] [name ...]

Each fault is one that keeps most results: a half rounded the other way, a width one bit short, an end read as its
neighbour. It breaks the sentence of the page that it names, which has to stand there word for word. Exit status 1 if a
fault is not found, or breaks no sentence."""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from planted_roundings import ROUNDINGS
from planted_widths import WIDTHS

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
FAULTS = {**ROUNDINGS, **WIDTHS}


def words(text):
    return " ".join(text.split())


def faults_of_table():
    """What is wrong with the table itself."""
    for name, (unit, module, good, _, sentence) in FAULTS.items():
        page = (REPOSITORY / f"models/units/{unit}.md").read_text()
        if words(sentence) not in words(page):
            yield f"{name}: models/units/{unit}.md does not say: {sentence}"
        if (found := (REPOSITORY / f"rtl/units/{module}.sv").read_text().count(good)) != 1:
            yield f"{name}: rtl/units/{module}.sv holds {found} times, expected once: {good}"


def find(octet, name, machine):
    """What crosscheck says of the fault: its exit status and its first line on it."""
    unit, module, good, bad, _ = FAULTS[name]
    with tempfile.TemporaryDirectory(prefix="planted fault ") as folder:
        copy = pathlib.Path(folder) / f"{module}.sv"
        copy.write_text((REPOSITORY / f"rtl/units/{module}.sv").read_text().replace(good, bad))
        done = subprocess.run(
            [octet, "crosscheck", "--unit", unit, "--rtl", copy, "--stop-at-first", *machine],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    lines = [
        line.strip()
        for line in done.stdout.splitlines()
        if re.search("alone|golden|fault", line) and "golden, systemc" not in line
    ]
    return done.returncode, lines[0] if lines else done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("octet", type=pathlib.Path)
    parser.add_argument("name", nargs="*")
    parser.add_argument("--list", action="store_true", help="the table, and whether it holds")
    parser.add_argument("--arch", default="octet-16")
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_intermixed_args()
    if unknown := sorted(set(options.name) - set(FAULTS)):
        parser.error(f"unknown fault {', '.join(unknown)}")
    wrong = list(faults_of_table())
    print("\n".join(wrong))
    if options.list:
        for name, (unit, module, _, bad, sentence) in FAULTS.items():
            print(f"{name} ({unit}, {module}.sv): {bad}\n    breaks: {sentence}")
        print(f"{len(FAULTS)} faults")
        sys.exit(1 if wrong else 0)
    machine = ["--arch", options.arch] + [word for one in options.set for word in ("--set", one)]
    missed = []
    for name in options.name or FAULTS:
        start = time.monotonic()
        status, line = find(options.octet.resolve(), name, machine)
        print(
            f"{name}: {'found' if status == 3 else 'NOT FOUND'} in {time.monotonic() - start:.0f} s: {line}", flush=True
        )
        if status != 3:
            missed.append(name)
    print(f"{len(options.name or FAULTS) - len(missed)} of {len(options.name or FAULTS)} found")
    sys.exit(1 if missed or wrong else 0)


if __name__ == "__main__":
    main()
