#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Line and toggle coverage of each unit at an array of 4 x 4 by the unit's own tests, and its functional cover points.

usage: coverage.py BUILD_FOLDER [--list] [unit ...]

A point is a block of lines, a bit of a signal that changes, or a cover property of the gates; points of a module with
several instances count once. Points of coverage_waivers.txt are not counted. Exit status 1 when a unit has less than 95
% of its lines or toggles, a cover point never hit, more than 3 % of its points waived, or a waiver that is not
needed."""
import argparse
import collections
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from mutation_units import UNITS, cover_points_of, gates_of

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
WAIVERS = pathlib.Path(__file__).with_name("coverage_waivers.txt")
AT_LEAST = 95.0  # percent of lines and of toggles
MOST_WAIVED = 3.0  # percent of all points
KINDS = {"v_line": "line", "v_branch": "line", "v_toggle": "toggle", "v_user": "cover"}


@dataclasses.dataclass(frozen=True, order=True)
class Point:
    """A point by module: `name` is a bit of a signal, the line of a block, or the name of a cover property."""

    kind: str
    module: str
    name: str

    def __str__(self):
        return f"{self.kind} {self.module}.{self.name}"


@dataclasses.dataclass(frozen=True)
class Waiver:
    """Of `kind` in `module`, the points whose whole name matches."""

    line: int
    kind: str
    module: str
    pattern: str
    reason: str

    def matches(self, point):
        return (point.kind, point.module) == (self.kind, self.module) and re.fullmatch(self.pattern, point.name)


def read_waivers():
    waivers = []
    for number, line in enumerate(WAIVERS.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split(" | ")]
        if len(fields) != 4 or not all(fields):
            sys.exit(f"{WAIVERS}:{number}: expected: kind | module | pattern | reason")
        waivers.append(Waiver(number, *fields))
    return waivers


def read_counts(folder):
    counts = collections.Counter()
    for file in folder.glob("*.dat"):
        for keys, count in re.findall(r"^C '(.*)' (\d+)$", file.read_text(), re.MULTILINE):
            fields = dict(part.split("\2", 1) for part in keys.split("\1") if part)
            kind, module = fields["page"].split("/", 1)
            if KINDS[kind] != "cover" and "_cover" in module:
                continue  # the cover points' own signals
            # A copy of a module with parameters has them behind its name.
            module = re.sub(r"__.*", "", module)
            # Verilator names a cover point by its line alone.
            name = f"{fields['l']}.{fields['n']} {fields['o']}" if KINDS[kind] == "line" else fields["o"]
            counts[Point(KINDS[kind], module, name)] += int(count)
    return counts


def measure(build, name):
    """Counts of all points of a unit, after its tests on models that count."""
    unit = UNITS[name]
    counted = {model: module for model, module in unit.models.items() if module == unit.top or model in unit.counted}
    with tempfile.TemporaryDirectory() as folder:
        models, data = pathlib.Path(folder, "models"), pathlib.Path(folder, "data")
        models.mkdir()
        data.mkdir()
        for library in (build / "rtl/models").glob("*.so"):
            if library.stem not in counted:
                (models / library.name).symlink_to(library)
        for model, module in counted.items():
            more = cover_points_of(name) if module == unit.top else []
            parameters = unit.parameters if module == unit.top else {}
            subprocess.run(
                [
                    sys.executable,
                    REPOSITORY / "hw/cosim/build_model.py",
                    "--top",
                    module,
                    "--output",
                    models / f"{model}.so",
                    "--coverage",
                    "--optimize=-O0",
                    "--launcher=ccache",
                    *(f"--parameter={key}={value}" for key, value in parameters.items()),
                    *gates_of(build),
                    *more,
                ],
                check=True,
            )
        done = subprocess.run(
            [build / f"tests/units/{name}_test", "[rtl]~[sizes]~[long]"],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OCTET_RTL_MODELS": str(models), "OCTET_RTL_COVERAGE": str(data)},
        )
        if done.returncode != 0:
            sys.exit(done.stdout)
        return read_counts(data)


def judge(name, counts, waivers, list_missed):
    """Prints the figures of a unit; returns its faults, and the waivers that it needed."""
    missed = {point for point, count in counts.items() if count == 0}
    waived = {point for point in missed if point.kind != "cover" and any(waiver.matches(point) for waiver in waivers)}
    faults, row = [], [name]
    for kind in ("line", "toggle"):
        points = {point for point in counts if point.kind == kind}
        counted, hit = len(points - waived), len(points - missed)
        percent = 100.0 * hit / counted
        row.append(f"{kind}s {hit} of {counted} {percent:.1f} %")
        if percent < AT_LEAST:
            faults.append(f"{name}: {percent:.1f} % of {kind}s, at least {AT_LEAST:g} expected")
    percent = 100.0 * len(waived) / len(counts)
    row.append(f"waived {len(waived)} {percent:.1f} %")
    if percent > MOST_WAIVED:
        faults.append(f"{name}: {percent:.1f} % of the points are waived, at most {MOST_WAIVED:g} expected")
    print(", ".join(row), flush=True)
    if not any(point.kind == "cover" for point in counts):
        faults.append(f"{name}: no cover point was counted")
    for point in sorted(point for point in counts if point.kind == "cover"):
        print(f"  {counts[point]:8} {point.module} {point.name}")
        if counts[point] == 0:
            faults.append(f"{name}: never hit: {point}")
    if list_missed:
        for point in sorted(missed - waived):
            print(f"  missed: {point}")
    needed = {waiver for waiver in waivers if any(waiver.matches(point) for point in waived)}
    # A waived signal that changes after all needs no waiver.
    for waiver in needed:
        for point in sorted(point for point in counts if counts[point] != 0 and waiver.matches(point)):
            faults.append(f"{WAIVERS.name}:{waiver.line}: not needed for {point}")
    return faults, needed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("unit", nargs="*", help="of " + ", ".join(UNITS))
    parser.add_argument("--list", action="store_true", help="the points that were missed")
    options = parser.parse_intermixed_args()
    unknown = sorted(set(options.unit) - set(UNITS))
    if unknown:
        parser.error(f"unknown unit {', '.join(unknown)}: expected {', '.join(UNITS)}")
    waivers = read_waivers()
    faults, needed, modules = [], set(), set()
    for name in options.unit or UNITS:
        counts = measure(options.build.resolve(), name)
        more, used = judge(name, counts, waivers, options.list)
        faults += more
        needed |= used
        modules |= {point.module for point in counts}
    # Of a module of another unit nothing can be said.
    asked = [waiver for waiver in waivers if waiver.module in modules or not options.unit]
    faults += [
        f"{WAIVERS.name}:{waiver.line}: matches no point that needs it" for waiver in asked if waiver not in needed
    ]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
