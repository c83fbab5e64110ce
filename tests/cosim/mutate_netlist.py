#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the netlist of a unit, or of a part of the machine around the units, in many small ways (yosys mutate) and
counts how many its tests notice.

usage: mutate_netlist.py BUILD_FOLDER [--count N] [--seed S] [--at-least PERCENT] [--no-proofs] [--page FILE]
                         [subject ...]

A mutant inverts, ties or exchanges one bit of one cell's port, anywhere in the hierarchy of the subject. All N mutants
stand in one netlist, of which an environment variable chooses one; mutant 0, which is none, has to pass. What the tests
do not notice is compared with the netlist as it is (mutation_proofs.py): a mutant proved to be the same is counted
apart and leaves the denominator; every other is alive, and listed. Around the units most pins of a module are read by
nothing within it: twice as many mutants are drawn, what no output depends on is left out, and N of the others are
tried. Exit status 1 when fewer than PERCENT (of the table in mutation_units.py without it) of the rest are noticed in
any subject, or when the page, which has a row for each, says otherwise."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys

import mutation_proofs
from mutation_units import SUBJECTS, UNITS, gates_of, gates_of_the_machine

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONTROL = "mutant_i"
CONTROL_BITS = 16
VARIABLE = "OCTET_RTL_MUTANT"
SECONDS = 300  # no test waits for ever
CONTROLS = (
    4  # noticed mutants that have to be refused a proof, and mutants that nothing reads, of which none may be noticed
)


def run_yosys(script, folder):
    (folder / "script.ys").write_text(script)
    done = subprocess.run(
        ["yosys", "-q", "-s", "script.ys"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        sys.exit(f"{folder}/script.ys\n{done.stdout}")
    return done.stdout


def make_mutants(build, subject, count, seed, folder):
    """Writes elaborated.il, the netlist as it is; returns commands that make the mutants, the first for control value
    1, and those drawn that nothing reads."""
    sets = " ".join(f"-set {name} {value}" for name, value in subject.parameters.items())
    sources = gates_of_the_machine(build) if subject.broken else gates_of(build)
    only = f"select {' '.join(f'*{module}*' for module in subject.broken)}\n" if subject.broken else ""
    drawn = 2 * count if subject.broken else count
    run_yosys(
        f"read_verilog -sv -defer {' '.join(map(str, sources))}\n"
        + (f"chparam {sets} {subject.top}\n" if sets else "")
        + f"hierarchy -check -top {subject.top}\nproc -norom\nopt\nwreduce\nopt_clean\n{only}"
        f"mutate -list {drawn} -seed {seed} -ctrl {CONTROL} {CONTROL_BITS} 1 -o mutants.txt\nselect -clear\n"
        "write_rtlil elaborated.il\n",
        folder,
    )
    mutants = (folder / "mutants.txt").read_text().splitlines()
    if len(mutants) != drawn:
        sys.exit(f"{subject.top}: expected {drawn} mutants, yosys made {len(mutants)}")
    if not subject.broken:
        return mutants, []
    read = read_by_something(subject, mutants, folder)
    if len(read) < count:
        sys.exit(f"{subject.top}: something reads {len(read)} of {drawn} mutants, expected {count}")
    chosen = sorted(random.Random(seed).sample(read, count))
    unread = sorted(set(range(1, drawn + 1)).difference(read))
    ordered = [
        re.sub(r"(?<= -ctrl )\S+ \S+ \S+", f"{CONTROL} {CONTROL_BITS} {number}", mutants[old - 1])
        for number, old in enumerate(chosen + unread, 1)
    ]
    return ordered[:count], ordered[count:]


def read_by_something(subject, mutants, folder):
    """Numbers of the mutants that an output of the top depends on: with all of them in one flat netlist, what is masked
    by a constant or what no path leads from to an output is taken away, its control with it. A proof for every input
    and every state, for it looks at neither.
    """
    run_yosys(
        "read_rtlil elaborated.il\n"
        + "\n".join(mutants)
        + f"\nhierarchy -top {subject.top}\nflatten\n"
        + 2 * "opt_expr -fine\nopt_muxtree\nopt_reduce\nopt_expr -fine\n"
        + "opt_clean -purge\nwrite_rtlil flat.il\n",
        folder,
    )
    compared = re.findall(
        rf"^    connect \\A \\{CONTROL}\n    connect \\B {CONTROL_BITS}'([01]+)$",
        (folder / "flat.il").read_text(),
        re.MULTILINE,
    )
    return sorted({int(number, 2) for number in compared})


def without_false_loops(text):
    """The netlist with a wire of its own behind every output that a module reads too. Of these yosys makes a wire a
    cell (splitnets -driver): a bit of a vector may depend on another bit of it, and Verilator, which sees the vector,
    then leaves some values old."""

    def renamed(module):
        body = module.group()
        for line, width, number, name in re.findall(
            r"^(  wire (width \d+ )?output (\d+) (?:signed )?\\(\S+))$", body, re.MULTILINE
        ):
            # A pin of a cell is not the wire of that name.
            body = re.sub(
                rf"(?<!^    connect )\\{re.escape(name)}(?=\s)", lambda _: f"\\{name}_inside", body, flags=re.MULTILINE
            )
            body = body.replace(
                line.replace(name, f"{name}_inside"),
                f"  wire {width}\\{name}_inside\n{line}\n  connect \\{name} \\{name}_inside",
                1,
            )
        return body

    return re.sub(r"^module .*?^end$", renamed, text, flags=re.MULTILINE | re.DOTALL)


def parameters_of_top(subject):
    """All that the top has, the defaults that stay among them."""
    text = (REPOSITORY / f"rtl/units/{subject.top}.sv").read_text() if subject.parameters else ""
    return {**dict(re.findall(r"^ +parameter .*?(\w+) = (\d+)\b(?!')", text, re.MULTILINE)), **subject.parameters}


def build_models(build, subject, mutants, folder):
    """Models of the subject and of its parts with these mutants in them, and what else its tests open."""
    folder.mkdir()
    run_yosys("read_rtlil ../elaborated.il\n" + "\n".join(mutants) + "\nopt_clean\nwrite_rtlil mutated.il\n", folder)
    text = (folder / "mutated.il").read_text()
    if subject.broken:
        text = without_false_loops(text)
        (folder / "mutated.il").write_text(text)
    split = "splitnets -driver\n" if subject.broken else ""
    names = re.findall(r"^module (\S+)$", text, re.MULTILINE)
    for library in (build / "rtl/models").glob("*.so"):
        if library.stem not in subject.models:
            (folder / library.name).symlink_to(library)
    for model, module in subject.models.items():
        # Of a module with parameters the hierarchy holds a copy, of one set of parameters.
        instances = [name for name in names if module in re.split(r"[\\$]", name)]
        if len(instances) != 1:
            sys.exit(f"{subject.top}: expected one {module} in its hierarchy, found {instances}")
        rename = "" if instances[0] == "\\" + module else f"rename {instances[0]} {module}\n"
        run_yosys(
            f"read_rtlil mutated.il\n{rename}hierarchy -top {module}\n{split}write_verilog -noattr {model}.v\n", folder
        )
        # A mutant may make a bit of a signal depend on another bit of it; yosys leaves out pins that are connected to
        # nothing. A part that holds no mutant of these has no control.
        text = (folder / f"{model}.v").read_text()
        # The top says its sizes again, which the netlist has no more: octet asks for a model by them.
        known = parameters_of_top(subject) if module == subject.top and not subject.broken else {}
        again = "".join(f"  parameter {parameter} = {value};\n" for parameter, value in known.items())
        (folder / f"{model}.v").write_text(
            re.sub(rf"^module {module}\([^;]*;\n", lambda head: head.group() + again, text, count=1, flags=re.MULTILINE)
        )
        control = ["--set-from", f"{CONTROL}={VARIABLE}"] if CONTROL in text else []
        subprocess.run(
            [
                sys.executable,
                REPOSITORY / "hw/cosim/build_model.py",
                "--top",
                module,
                "--output",
                folder / f"{model}.so",
                "--optimize=-O1",
                "--launcher=ccache",
                *control,
                *(f"--parameter={parameter}={value}" for parameter, value in known.items()),
                "--no-warning=UNOPTFLAT",
                "--no-warning=PINMISSING",
                folder / f"{model}.v",
            ],
            check=True,
        )


def notices(build, name, models, mutant):
    """Whether a test fails; a mutant that never ends is noticed too."""
    subject = SUBJECTS[name]
    for tests in subject.tests:
        try:
            done = subprocess.run(
                [build / (subject.program or f"tests/units/{name}_test"), "--abort", tests],
                env={**os.environ, "OCTET_RTL_MODELS": str(models), VARIABLE: str(mutant)},
                cwd=REPOSITORY,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return True
        if done.returncode != 0:
            return True
    return False


def run_chunk(build, name, mutants, first, jobs, folder):
    """Whether each of the mutants, numbered from `first`, is noticed; so many tests run at once."""
    build_models(build, SUBJECTS[name], mutants, folder)
    if notices(build, name, folder, 0):
        sys.exit(f"{name}: the tests fail on the netlist as it is")
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda number: notices(build, name, folder, number), range(first, first + len(mutants))))


def describe(mutant):
    words = dict(re.findall(r"-(mode|module|cell|port|portbit|ctrlbit) (\S+)", mutant))
    lines = {pathlib.Path(source).name for source in re.findall(r"-src (\S+)", mutant)}
    return " ".join(f"{key}={value}" for key, value in words.items()) + " " + " ".join(sorted(lines))


def prove(name, mutants, survivors, folder, jobs):
    """The survivors that are proved to be no different. Ends the program when some that are noticed are proved so
    too."""
    noticed = [
        number
        for number in range(1, len(mutants) + 1)
        if number not in survivors and not mutation_proofs.is_exhausted(mutants[number - 1])
    ]
    controls = noticed[:: max(1, len(noticed) // CONTROLS)]
    proved = mutation_proofs.prove(mutants, survivors + controls, folder, jobs)
    for number in proved.intersection(controls):
        sys.exit(
            f"{name}: the tests notice a mutant that is proved to be no different: {number} "
            f"{describe(mutants[number - 1])}"
        )
    return proved


def mutate(build, name, options, folder):
    """True when enough mutants of the unit are noticed; prints its figures."""
    subject = SUBJECTS[name]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mutants, unread = make_mutants(build, subject, options.count, options.seed, folder)
    tried = mutants + unread[:CONTROLS]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        starts = range(0, len(tried), subject.chunk)
        jobs = max(1, options.jobs // len(starts))
        chunks = [
            pool.submit(run_chunk, build, name, tried[i : i + subject.chunk], i + 1, jobs, folder / f"models_{i + 1}")
            for i in starts
        ]
        noticed = [found for chunk in chunks for found in chunk.result()]
    if any(noticed[len(mutants) :]):
        sys.exit(f"{name}: the tests notice a mutant that nothing reads")
    noticed = noticed[: len(mutants)]
    # For crosscheck_mutants.py, which finds the models beside it.
    (folder / "noticed.json").write_text(
        json.dumps({"seed": options.seed, "noticed": [number for number, found in enumerate(noticed, 1) if found]})
    )
    survivors = [number for number, found in enumerate(noticed, 1) if not found]
    proved = set() if options.no_proofs else prove(name, mutants, survivors, folder, options.jobs)
    alive = [number for number in survivors if number not in proved]
    killed, equivalent = sum(noticed), len(survivors) - len(alive)
    percent = 100.0 * killed / (len(mutants) - equivalent)
    print(
        f"{name}: {len(mutants)} mutants (seed {options.seed}), {killed} noticed, {equivalent} proved equivalent, "
        f"{len(alive)} alive: "
        f"{percent:.1f} % of {len(mutants) - equivalent}"
        + (f"; nothing reads {len(unread)} more" if subject.broken else ""),
        flush=True,
    )
    for number in survivors:
        print(
            f"  {'equivalent' if number in proved else 'alive'}: {number} {describe(mutants[number - 1])}", flush=True
        )
    row = (
        f"| {name} | "
        + (f"{len(unread)} | " if subject.broken else "")
        + f"{len(mutants)} | {killed} | {equivalent} | {len(alive)} | {percent:.1f} % |"
    )
    told = options.page is None or row in options.page.read_text().splitlines()
    if not told:
        print(f"{options.page}: expected this row: {row}", flush=True)
    return percent >= (subject.least if options.at_least is None else options.at_least) and told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("subject", nargs="*", help="of " + ", ".join(SUBJECTS) + "; the units without one")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-least", type=float, metavar="PERCENT")
    parser.add_argument("--no-proofs", action="store_true", help="every survivor counts as alive")
    parser.add_argument("--page", type=pathlib.Path, help="has to hold these figures")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_intermixed_args()
    unknown = sorted(set(options.subject) - set(SUBJECTS))
    if unknown:
        parser.error(f"unknown subject {', '.join(unknown)}: expected {', '.join(SUBJECTS)}")
    build = options.build.resolve()
    enough = [
        mutate(build, name, options, build / "mutation" / f"{name}_{options.count}")
        for name in options.subject or UNITS
    ]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of CPU")
    sys.exit(0 if all(enough) else 1)


if __name__ == "__main__":
    main()
