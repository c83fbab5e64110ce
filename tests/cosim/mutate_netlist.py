#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the netlist of a unit in many small ways (yosys mutate) and counts how many the unit's tests notice.

usage: mutate_netlist.py BUILD_FOLDER [--count N] [--seed S] [--at-least PERCENT] [--list-survivors] [part ...]

A mutant inverts, ties or exchanges one bit of one cell's port. All N mutants of a part stand in one model, of which an environment variable
chooses one; mutant 0, which is none, has to pass. N is of each part, by default 150. A survivor is not always a gap: some mutants change nothing that
can be seen (a bit that is never used, a register whose first value is never read). Exit status 1 when fewer than PERCENT are noticed."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
# name: (top, parameters, test program, tag of its tests); the name is that of the model it stands for.
PARTS = {
    "softmax_exp": ("octet_softmax_exp", {}, "tests/units/softmax_test", "[exp]"),
    "softmax_scale": ("octet_softmax_scale", {}, "tests/units/softmax_test", "[scale]~[long]"),
    "softmax_12x5": ("octet_softmax", {"ROWS": 12, "LANES": 5}, "tests/units/softmax_test", "[steps]"),
    "activation_lane": ("octet_activation_lane", {}, "tests/units/activation_test", "[lane]"),
    "activation_12x5": ("octet_activation", {"ROWS": 12, "LANES": 5}, "tests/units/activation_test", "[steps]"),
    "square_root_16": ("octet_square_root", {"ROOT_BITS": 16}, "tests/units/normalization_test", "[root]~[long]"),
    "reciprocal_16": ("octet_reciprocal", {"WIDTH": 16}, "tests/units/normalization_test", "[reciprocal]"),
    "normalization_8x3": ("octet_normalization", {"ROWS": 8, "LANES": 3}, "tests/units/normalization_test", "[steps]"),
    "residual_adder_lane": ("octet_residual_adder_lane", {}, "tests/units/residual_adder_test", "[lane]"),
    "residual_adder_8x3": ("octet_residual_adder", {"ROWS": 8, "LANES": 3}, "tests/units/residual_adder_test", "[steps]"),
}
CONTROL = "mutant_i"
CONTROL_BITS = 16
VARIABLE = "OCTET_RTL_MUTANT"
SECONDS = 1200  # no test waits for ever


def run_yosys(script, folder):
    (folder / "script.ys").write_text(script)
    done = subprocess.run(["yosys", "-q", "-s", "script.ys"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout)


def make_mutants(build, part, count, seed, folder):
    """Writes a netlist that holds all mutants; returns their descriptions, the first for control value 1."""
    top, parameters, _, _ = PARTS[part]
    sources = [build / "generated/rtl/octet_command_pkg.sv", REPOSITORY / "rtl/common/octet_machine_pkg.sv",
               *(REPOSITORY / f"rtl/common/octet_{name}.sv" for name in ("panel_walk", "square_root", "reciprocal")), *sorted((REPOSITORY / "rtl/units").glob("*.sv"))]
    sets = " ".join(f"-set {name} {value}" for name, value in parameters.items())
    elaborate = f"read_verilog -sv -defer {' '.join(map(str, sources))}\n" + (f"chparam {sets} {top}\n" if sets else "")
    elaborate += f"hierarchy -check -top {top}\nproc -norom\nopt\nwreduce\nopt_clean\n"
    run_yosys(elaborate + f"mutate -list {count} -seed {seed} -ctrl {CONTROL} {CONTROL_BITS} 1 -o mutants.txt\nwrite_rtlil elaborated.il\n", folder)
    mutants = (folder / "mutants.txt").read_text().splitlines()
    run_yosys("read_rtlil elaborated.il\n" + "\n".join(mutants) + "\nopt_clean\nwrite_verilog -noattr netlist.v\n", folder)
    return mutants


def notices(build, part, models, mutant):
    _, _, test, tag = PARTS[part]
    done = subprocess.run([build / test, "--abort", tag], env={**os.environ, "OCTET_RTL_MODELS": str(models), VARIABLE: str(mutant)},
                          cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS)
    return done.returncode != 0


def describe(mutant):
    words = dict(re.findall(r"-(mode|module|cell|port|portbit|ctrlbit|src) (\S+)", mutant))
    words["src"] = pathlib.Path(words.get("src", "")).name
    return " ".join(f"{key}={value}" for key, value in words.items())


def mutate(build, part, options, folder):
    """Number of mutants and the descriptions of those that no test noticed."""
    top, parameters, _, _ = PARTS[part]
    mutants = make_mutants(build, part, options.count, options.seed, folder)
    models = folder / "models"
    models.mkdir()
    for library in (build / "rtl/models").glob("*.so"):
        if library.stem != part:
            (models / library.name).symlink_to(library)
    # A mutant may make a bit of a signal depend on another bit of it; yosys leaves out pins that are connected to nothing.
    subprocess.run([sys.executable, REPOSITORY / "hw/cosim/build_model.py", "--top", top, "--output", models / f"{part}.so", "--optimize=-O1",
                    "--set-from", f"{CONTROL}={VARIABLE}", "--no-warning=UNOPTFLAT", "--no-warning=PINMISSING",
                    folder / "netlist.v"], check=True)
    if notices(build, part, models, 0):
        sys.exit(f"{part}: the tests fail on the netlist as it is")
    survivors = [describe(mutant) for number, mutant in enumerate(mutants, 1) if not notices(build, part, models, number)]
    return len(mutants), survivors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("part", nargs="*", help="of " + ", ".join(PARTS))
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-least", type=float, default=0.0, metavar="PERCENT")
    parser.add_argument("--list-survivors", action="store_true")
    options = parser.parse_intermixed_args()
    unknown = sorted(set(options.part) - set(PARTS))
    if unknown:
        parser.error(f"unknown part {', '.join(unknown)}: expected {', '.join(PARTS)}")
    made = noticed = 0
    for part in options.part or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            count, survivors = mutate(options.build.resolve(), part, options, pathlib.Path(folder))
        made += count
        noticed += count - len(survivors)
        print(f"{part}: {count - len(survivors)} of {count} mutants noticed (seed {options.seed})", flush=True)
        if options.list_survivors:
            for survivor in survivors:
                print(f"  survived: {survivor}", flush=True)
    percent = 100.0 * noticed / made
    print(f"in all: {noticed} of {made}, {percent:.1f} %")
    sys.exit(0 if percent >= options.at_least else 1)


if __name__ == "__main__":
    main()
