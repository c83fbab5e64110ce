#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts how many mutants of a unit's netlist that the unit's own tests notice, `octet crosscheck --unit UNIT` notices
too, as a user would run it.

usage: crosscheck_mutants.py BUILD_FOLDER [--count N] [--seed S] [--at-least PERCENT] [--page FILE] [unit ...]

The mutants are those of mutate_netlist.py, in the models that it left in the build folder with the numbers of those
that the tests notice; where it left none that is newer than the gates and the tests, it is asked. Crosscheck runs with
its defaults on an architecture whose unit has their sizes (4 rows, lanes that do not divide them), and stops at the
first difference. Exit status 1 when it notices fewer than PERCENT of them in any unit, or when the page, which has a
row for each, says otherwise."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import mutate_netlist
from mutation_units import UNITS, gates_of

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 300  # no run waits for ever
EQUAL, DIFFERENT, FAULT = 0, 3, 4  # exit statuses of octet


def machine_of_the_mutants():
    """An architecture whose units have the sizes of the campaign."""
    sets = ["array.rows=4", "array.columns=4"]
    sets += [f"lanes.{name}={unit.parameters['LANES']}" for name, unit in UNITS.items() if "LANES" in unit.parameters]
    return ["--arch", "octet-16"] + [word for one in sets for word in ("--set", one)]


def campaign_of(build, name, options):
    """The folder that mutate_netlist.py left of this unit, made now where there is none of these gates and tests."""
    folder = build / "mutation" / f"{name}_{options.count}"
    made_from = [*gates_of(build), build / f"tests/units/{name}_test"]
    noticed = folder / "noticed.json"
    is_of_these = noticed.exists() and noticed.stat().st_mtime > max(file.stat().st_mtime for file in made_from)
    if not is_of_these or json.loads(noticed.read_text())["seed"] != options.seed:
        subprocess.run(
            [
                sys.executable,
                REPOSITORY / "tests/cosim/mutate_netlist.py",
                build,
                "--count",
                str(options.count),
                "--seed",
                str(options.seed),
                "--no-proofs",
                "--at-least",
                "0",
                "--jobs",
                str(options.jobs),
                name,
            ],
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return folder


def models_of(folder, number):
    """The folder of the models in which this mutant is."""
    firsts = sorted(int(models.name.removeprefix("models_")) for models in folder.glob("models_*"))
    return folder / f"models_{max(first for first in firsts if first <= max(number, 1))}"


def notices(build, name, models, mutant):
    """Whether crosscheck does not pass; one that never ends does not."""
    (model,) = (file for file, module in UNITS[name].models.items() if module == UNITS[name].top)
    # Of all models that lie there, those of the unit's parts are for its tests.
    with tempfile.TemporaryDirectory() as only:
        (pathlib.Path(only) / f"{model}.so").symlink_to(models / f"{model}.so")
        try:
            done = subprocess.run(
                [build / "octet", "crosscheck", "--unit", name, "--stop-at-first", *machine_of_the_mutants()],
                env={**os.environ, "OCTET_RTL_MODELS": only, mutate_netlist.VARIABLE: str(mutant)},
                cwd=REPOSITORY,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return True
    if done.returncode not in (EQUAL, DIFFERENT, FAULT) or "the gates of octet_" in done.stdout:
        sys.exit(f"{name}, mutant {mutant}: exit status {done.returncode}\n{done.stdout}")
    return done.returncode != EQUAL


def compare(build, name, options):
    """True when crosscheck notices enough of the unit's mutants; prints its figures."""
    folder = campaign_of(build, name, options)
    wanted = json.loads((folder / "noticed.json").read_text())["noticed"]
    mutants = (folder / "mutants.txt").read_text().splitlines()
    start = time.monotonic()
    if notices(build, name, models_of(folder, 0), 0):
        sys.exit(f"{name}: crosscheck does not pass the netlist as it is")
    passing = time.monotonic() - start
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        found = list(pool.map(lambda number: notices(build, name, models_of(folder, number), number), wanted))
    missed = [number for number, is_found in zip(wanted, found) if not is_found]
    percent = 100.0 * sum(found) / len(wanted)
    print(
        f"{name}: of {len(wanted)} mutants that the tests notice, crosscheck notices {sum(found)}: {percent:.1f} % "
        f"(one that it passes takes {passing:.1f} s)",
        flush=True,
    )
    for number in missed:
        print(f"  missed: {number} {mutate_netlist.describe(mutants[number - 1])}", flush=True)
    row = f"| {name} | {len(wanted)} | {sum(found)} | {percent:.1f} % |"
    told = options.page is None or row in options.page.read_text().splitlines()
    if not told:
        print(f"{options.page}: expected this row: {row}", flush=True)
    return percent >= options.at_least and told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("unit", nargs="*", help="of " + ", ".join(UNITS))
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-least", type=float, default=97.0, metavar="PERCENT")
    parser.add_argument("--page", type=pathlib.Path, help="has to hold these figures")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_intermixed_args()
    if unknown := sorted(set(options.unit) - set(UNITS)):
        parser.error(f"unknown unit {', '.join(unknown)}: expected {', '.join(UNITS)}")
    build = options.build.resolve()
    enough = [compare(build, name, options) for name in options.unit or UNITS]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of CPU")
    sys.exit(0 if all(enough) else 1)


if __name__ == "__main__":
    main()
