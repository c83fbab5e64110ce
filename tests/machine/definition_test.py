# SPDX-License-Identifier: Apache-2.0
"""The definition of the machine and the tables of docs/machine.md are one. A wrong one is refused with its place.

Usage: definition_test.py GENERATOR DEFINITIONS PAGE"""
import pathlib
import subprocess
import sys
import tempfile

GENERATOR, DEFINITIONS, PAGE = (pathlib.Path(argument) for argument in sys.argv[1:])

# A change of the definition, and what must be said of it.
WRONG = (
    ("    columns: 4096\n", "    column: 4096\n", "opcode layernorm: unknown key column"),
    ("at: b, space: weight,", "at: b, space: wait,", "operands and ports: no space wait"),
    (
        "latency: {passes: 3}",
        "latency: {pass: 3}",
        "opcode softmax_plain: latency: expected passes, group and constant",
    ),
    ("from: gelu.one_bits", "from: gelu.one_bit", "unit activation, port one_bits_i: no constant gelu.one_bit"),
    ("when: {mode: per_row}", "when: {mode: per_rows}", "opcode requantize: mode: no per_rows"),
    ("when: {mode: per_row}", "when: {mode: per_column}", "opcode requantize: operand p is two things at a time"),
    ("store: {unit: dma_store,", "store: {unit: dma_load_2,", "contexts: a unit serves none"),
    (
        "    fields: [element_bytes, element_bytes_b]",
        "    fields: [element_bytes]",
        "opcode add: an operand's bits are in element_bytes_b",
    ),
    ("    value: 9\n", "    value: 8\n", "opcodes: two have one value"),
)
# A change of a row that the page must show: unit, operand, constant, latency, gates.
OTHER = (
    ("latency: {passes: 1, group: 0, constant: 6}", "latency: {passes: 1, group: 0, constant: 7}", "groups * c + 7"),
    ("range: [8, 30]", "range: [8, 29]", "one_bits 8..29"),
    ("    value: 6\n", "    value: 6\n    no_gates: planted\n", "not yet: planted"),
    (
        "      - {at: a, space: activation, form: row_panels, of: depth, bits: 8,",
        "      - {at: a, space: activation, form: row_panels, of: depth, bits: 4,",
        "[k][R] of 4 bits",
    ),
)


def changed(folder, old, new):
    """A copy of the definition with one place changed."""
    for file in DEFINITIONS.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text())
    text = (folder / "machine.yaml").read_text()
    assert text.count(old) == 1, (old, text.count(old))
    (folder / "machine.yaml").write_text(text.replace(old, new))


def generate(*words):
    done = subprocess.run(
        [sys.executable, "-B", GENERATOR, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout


def main():
    assert generate(DEFINITIONS, "--page", PAGE) == (0, ""), generate(DEFINITIONS, "--page", PAGE)[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for old, new, message in WRONG:
            changed(folder, old, new)
            status, said = generate(folder, folder / "out")
            assert status != 0 and message in said, (message, said)
        for old, new, row in OTHER:
            changed(folder, old, new)
            status, said = generate(folder, "--page", PAGE)
            assert status != 0 and row in said, (row, said)
        # What the gates do not know yet no context of theirs does.
        changed(folder, "    value: 6\n", "    value: 6\n    no_gates: planted\n")
        assert generate(folder, folder / "out")[0] == 0
        package = (folder / "out/rtl/octet_machine_pkg.sv").read_text()
        rows = package.split("CONTEXTS_OF_OPCODE = {")[1].split("}")[0].replace("13'b", "").replace("\n", "").split(",")
        assert rows[::-1][6].strip() == 13 * "0" and rows[::-1][8].strip() != 13 * "0", rows


main()
