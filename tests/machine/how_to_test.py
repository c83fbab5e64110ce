# SPDX-License-Identifier: Apache-2.0
"""The README's how-to names every file that an operator touches, and no more than are promised: 12 with an opcode in an
existing unit, 16 with a unit of its own. Usage: how_to_test.py REPOSITORY"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
ROOMS = ("models", "hw", "rtl", "sim", "tests", "scripts", "cmake", "docs")
# Whose tables are generated, and this file.
NOT_COUNTED = {"docs/machine.md", "docs/README.md", "tests/machine/how_to_test.py"}
TEXTS = {".hpp", ".cpp", ".h", ".py", ".js", ".sv", ".yaml", ".md", ".txt", ".cmake", ""}
MOST = {"opcode": 12, "unit": 16}

# Operators that came by the how-to: the unit of their opcode, and whether that came with them. `named`: how files name
# one whose name is a common word too.
OPERATORS = {
    "rmsnorm": {"unit": "normalization", "brings": "opcode"},
    "silu": {"unit": "activation", "brings": "opcode"},
    "multiply": {
        "unit": "residual_adder",
        "brings": "opcode",
        "named": r"\bFloatMultiply\b|(graph::|struct )Multiply\b|(Opcode|constants|golden)::multiply\b|op: multiply\b"
        r"|operators/multiply\.|\bmultiply(<16>)?\(Int<|^  multiply:$|[oO]pcode `multiply`",
    },
    "rotary": {"unit": "rotary", "brings": "unit"},
}
SECTIONS = {
    "opcode": ("Adding an operator", "Adding an opcode to a unit"),
    "unit": ("Adding an operator", "Adding an opcode to a unit", "Adding a unit"),
}


def section(page, heading):
    return page.split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]


def places(page, brings):
    """The files of every item of the sections: those before its first colon."""
    found = []
    for heading in SECTIONS[brings]:
        for item in re.findall(r"^\d\. (`.*?):(?=\s)", section(page, heading), re.M | re.S):
            found += re.findall(r"`([\w./<>]+)`", item)
    return found


def camel(stem):
    return {"rmsnorm": "RmsNorm"}.get(stem, stem.capitalize())


def files_naming(stem, row):
    """Every file of the repository that names an operator, its opcode or its unit."""
    pattern = row.get("named", rf"(?<![A-Za-z]){stem}(?![A-Za-z])|(?<![a-z])(Float)?{camel(stem)}(?![a-z])")
    named = re.compile(pattern, re.M)
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix not in TEXTS or not path.is_file() or name in NOT_COUNTED or "/seeds/" in name:
                continue
            if named.search(f"{name}\n{path.read_text(errors='replace')}"):
                found.add(name)
    return found


def faults(page, stem, row, most):
    """What the how-to says otherwise than the repository."""
    expected = {place.replace("<stem>", stem).replace("<unit>", row["unit"]) for place in places(page, row["brings"])}
    found = files_naming(stem, row)
    out = [f"{stem}: the how-to does not name {name}" for name in sorted(found - expected)]
    out += [f"{stem}: the how-to names {name}, which does not name it" for name in sorted(expected - found)]
    if len(expected | found) > most:
        out.append(f"{stem}: {len(expected | found)} files, at most {most}")
    return out


def main():
    page = (ROOT / "README.md").read_text()
    told = [it for stem, row in OPERATORS.items() for it in faults(page, stem, row, MOST[row["brings"]])]
    if told:
        sys.exit("\n".join(told))
    # It can fail: at a file too many, a file that is not named, and one that is named in vain.
    for stem, row in OPERATORS.items():
        assert faults(page, stem, row, MOST[row["brings"]] - 1), stem
    short = page.replace("`sim/compile/lower/<stem>.cpp`:", "It:")
    assert "silu: the how-to does not name sim/compile/lower/silu.cpp" in faults(short, "silu", OPERATORS["silu"], 12)
    long = page.replace("`sim/compile/lower/<stem>.cpp`:", "`sim/compile/lower/<stem>.cpp`, `README.md`:")
    assert "silu: the how-to names README.md, which does not name it" in faults(long, "silu", OPERATORS["silu"], 12)
    print(f"{len(OPERATORS)} operators came by the files that the README names")


main()
