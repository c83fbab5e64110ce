# SPDX-License-Identifier: Apache-2.0
"""The definition of the machine and the tables of docs/machine.md are one. A wrong one is refused with its place.

Usage: definition_test.py GENERATOR DEFINITIONS PAGE PAGE"""
import pathlib
import subprocess
import sys
import tempfile

GENERATOR, DEFINITIONS, PAGE, INDEX = (pathlib.Path(argument) for argument in sys.argv[1:])

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


# A unit without gates, with its context and its opcode.
PLANTED = (
    (
        "\n# Queues of commands",
        "  planted: {lanes: planted, short: [plan, planted], optional: true, no_gates: planted, does: planted}\n"
        "\n# Queues of commands",
    ),
    ("\n# What a command can be.", "  planted: {unit: planted, does: planted}\n\n# What a command can be."),
)
PLANTED_OPCODE = """  planted:
    value: 99
    unit: planted
    fields: []
    operands:
      - {at: d, space: activation, form: row_panels, of: columns, bits: 8, write: true, show: write}
"""


def changed(folder, old, new):
    """A copy of the definition with one place changed, the first of its kind."""
    for file in DEFINITIONS.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text())
    text = (folder / "machine.yaml").read_text()
    assert old in text, old
    (folder / "machine.yaml").write_text(text.replace(old, new, 1))


def generate(*words):
    done = subprocess.run(
        [sys.executable, "-B", GENERATOR, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout


def main():
    for page in (PAGE, INDEX):
        assert generate(DEFINITIONS, "--page", page) == (0, ""), generate(DEFINITIONS, "--page", page)[1]
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
        # What the gates do not know yet changes nothing of them: a unit, its context, its opcode.
        text = (DEFINITIONS / "machine.yaml").read_text()
        for old, new in PLANTED:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        changed(folder, "    value: 6\n", "    value: 6\n")
        (folder / "machine.yaml").write_text(text + PLANTED_OPCODE)
        for source, out in ((DEFINITIONS, "today"), (folder, "planted")):
            status, said = generate(source, folder / out)
            assert status == 0, said
        for path in (folder / "today/rtl").rglob("*.sv"):
            assert path.read_text() == (folder / "planted" / path.relative_to(folder / "today")).read_text(), path
        assert "planted" in (folder / "planted/models/machine/vocabulary.hpp").read_text()
        # What the gates do not know yet no context of theirs does.
        changed(folder, "    value: 6\n", "    value: 6\n    no_gates: planted\n")
        assert generate(folder, folder / "out")[0] == 0
        package = (folder / "out/rtl/octet_machine_pkg.sv").read_text()
        rows = package.split("CONTEXTS_OF_OPCODE = {")[1].split("}")[0].replace("13'b", "").replace("\n", "").split(",")
        assert rows[::-1][6].strip() == 13 * "0" and rows[::-1][8].strip() != 13 * "0", rows


main()
