#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the netlist of a unit in many small ways (yosys mutate) and counts how many the unit's own tests notice.

usage: mutate_netlist.py BUILD_FOLDER [--count N] [--seed S] [--at-least PERCENT] [--no-proofs] [--page FILE] [unit ...]

A mutant inverts, ties or exchanges one bit of one cell's port, anywhere in the hierarchy of the unit. All N mutants stand in one netlist, of which an
environment variable chooses one; mutant 0, which is none, has to pass. What the tests do not notice is compared with the netlist as it is
(mutation_proofs.py): a mutant proved to be the same is counted apart and leaves the denominator; every other is alive, and listed.
Exit status 1 when fewer than PERCENT of the rest are noticed in any unit, or when the page, which has a row for each, says otherwise."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys

import mutation_proofs
from mutation_units import UNITS, gates_of

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONTROL = "mutant_i"
CONTROL_BITS = 16
VARIABLE = "OCTET_RTL_MUTANT"
CHUNK = 50  # mutants in one model: with more of them it takes longer to run than to build
SECONDS = 300  # no test waits for ever
CONTROLS = 4  # noticed mutants that have to be refused a proof
# The whole unit first, then its parts alone; tests of other sizes open models without mutants.
TESTS = ("[rtl][steps]~[sizes]", "[rtl]~[steps]~[sizes]~[long]")


def run_yosys(script, folder):
    (folder / "script.ys").write_text(script)
    done = subprocess.run(["yosys", "-q", "-s", "script.ys"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{folder}/script.ys\n{done.stdout}")
    return done.stdout


def make_mutants(build, unit, count, seed, folder):
    """Writes elaborated.il, the netlist as it is, and a netlist of each model with all mutants; returns their commands, the first for control value 1."""
    sets = " ".join(f"-set {name} {value}" for name, value in unit.parameters.items())
    elaborate = (f"read_verilog -sv -defer {' '.join(map(str, gates_of(build)))}\nchparam {sets} {unit.top}\n"
                 f"hierarchy -check -top {unit.top}\nproc -norom\nopt\nwreduce\nopt_clean\n")
    run_yosys(elaborate + f"mutate -list {count} -seed {seed} -ctrl {CONTROL} {CONTROL_BITS} 1 -o mutants.txt\nwrite_rtlil elaborated.il\n", folder)
    mutants = (folder / "mutants.txt").read_text().splitlines()
    return mutants


def build_models(build, unit, mutants, folder):
    """Models of the unit and of its parts with these mutants in them, and what else its tests open."""
    folder.mkdir()
    run_yosys("read_rtlil ../elaborated.il\n" + "\n".join(mutants) + "\nopt_clean\nwrite_rtlil mutated.il\n", folder)
    names = re.findall(r"^module (\S+)$", (folder / "mutated.il").read_text(), re.MULTILINE)
    for library in (build / "rtl/models").glob("*.so"):
        if library.stem not in unit.models:
            (folder / library.name).symlink_to(library)
    for model, module in unit.models.items():
        # Of a module with parameters the hierarchy holds a copy, of one set of parameters.
        instances = [name for name in names if module in re.split(r"[\\$]", name)]
        if len(instances) != 1:
            sys.exit(f"{unit.top}: expected one {module} in its hierarchy, found {instances}")
        rename = "" if instances[0] == "\\" + module else f"rename {instances[0]} {module}\n"
        run_yosys(f"read_rtlil mutated.il\n{rename}hierarchy -top {module}\nwrite_verilog -noattr {model}.v\n", folder)
        # A mutant may make a bit of a signal depend on another bit of it; yosys leaves out pins that are connected to nothing.
        # A part that holds no mutant of these has no control.
        text = (folder / f"{model}.v").read_text()
        control = ["--set-from", f"{CONTROL}={VARIABLE}"] if CONTROL in text else []
        subprocess.run([sys.executable, REPOSITORY / "hw/cosim/build_model.py", "--top", module, "--output", folder / f"{model}.so", "--optimize=-O1",
                        "--launcher=ccache", *control, "--no-warning=UNOPTFLAT", "--no-warning=PINMISSING", folder / f"{model}.v"], check=True)


def notices(build, name, models, mutant):
    """Whether a test fails; a mutant that never ends is noticed too."""
    for tests in TESTS:
        try:
            done = subprocess.run([build / f"tests/units/{name}_test", "--abort", tests],
                                  env={**os.environ, "OCTET_RTL_MODELS": str(models), VARIABLE: str(mutant)},
                                  cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return True
        if done.returncode != 0:
            return True
    return False


def run_chunk(build, name, mutants, first, folder):
    """Whether each of the mutants, numbered from `first`, is noticed."""
    build_models(build, UNITS[name], mutants, folder)
    if notices(build, name, folder, 0):
        sys.exit(f"{name}: the tests fail on the netlist as it is")
    return [notices(build, name, folder, number) for number in range(first, first + len(mutants))]


def describe(mutant):
    words = dict(re.findall(r"-(mode|module|cell|port|portbit|ctrlbit) (\S+)", mutant))
    lines = {pathlib.Path(source).name for source in re.findall(r"-src (\S+)", mutant)}
    return " ".join(f"{key}={value}" for key, value in words.items()) + " " + " ".join(sorted(lines))


def prove(name, mutants, survivors, folder, jobs):
    """The survivors that are proved to be no different. Ends the program when some that are noticed are proved so too."""
    noticed = [number for number in range(1, len(mutants) + 1) if number not in survivors and not mutation_proofs.is_exhausted(mutants[number - 1])]
    controls = noticed[::max(1, len(noticed) // CONTROLS)]
    proved = mutation_proofs.prove(mutants, survivors + controls, folder, jobs)
    for number in proved.intersection(controls):
        sys.exit(f"{name}: the tests notice a mutant that is proved to be no different: {number} {describe(mutants[number - 1])}")
    return proved


def mutate(build, name, options, folder):
    """True when enough mutants of the unit are noticed; prints its figures."""
    unit = UNITS[name]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mutants = make_mutants(build, unit, options.count, options.seed, folder)
    if len(mutants) != options.count:
        sys.exit(f"{name}: expected {options.count} mutants, yosys made {len(mutants)}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        chunks = [pool.submit(run_chunk, build, name, mutants[i:i + CHUNK], i + 1, folder / f"models_{i + 1}") for i in range(0, len(mutants), CHUNK)]
        noticed = [found for chunk in chunks for found in chunk.result()]
    survivors = [number for number, found in enumerate(noticed, 1) if not found]
    proved = set() if options.no_proofs else prove(name, mutants, survivors, folder, options.jobs)
    alive = [number for number in survivors if number not in proved]
    killed, equivalent = sum(noticed), len(survivors) - len(alive)
    percent = 100.0 * killed / (len(mutants) - equivalent)
    print(f"{name}: {len(mutants)} mutants (seed {options.seed}), {killed} noticed, {equivalent} proved equivalent, {len(alive)} alive: "
          f"{percent:.1f} % of {len(mutants) - equivalent}", flush=True)
    for number in survivors:
        print(f"  {'equivalent' if number in proved else 'alive'}: {number} {describe(mutants[number - 1])}", flush=True)
    row = f"| {name} | {len(mutants)} | {killed} | {equivalent} | {len(alive)} | {percent:.1f} % |"
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
    parser.add_argument("--at-least", type=float, default=95.0, metavar="PERCENT")
    parser.add_argument("--no-proofs", action="store_true", help="every survivor counts as alive")
    parser.add_argument("--page", type=pathlib.Path, help="has to hold these figures")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_intermixed_args()
    unknown = sorted(set(options.unit) - set(UNITS))
    if unknown:
        parser.error(f"unknown unit {', '.join(unknown)}: expected {', '.join(UNITS)}")
    build = options.build.resolve()
    enough = [mutate(build, name, options, build / "mutation" / f"{name}_{options.count}") for name in options.unit or UNITS]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of CPU")
    sys.exit(0 if all(enough) else 1)


if __name__ == "__main__":
    main()
