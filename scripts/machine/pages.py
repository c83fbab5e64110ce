# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/machine.md that say what models/machine says: written between marks, and compared with them."""
import re

MARK = "<!-- {name}: from models/machine, scripts/generate_machine.py --page -->"
END = "<!-- end -->"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def unit_title(name, row, kind):
    return f"{row['kind']} {name.rsplit('_', 1)[1]}" if kind["instances"] > 1 else name


def contexts(cs):
    rows = [
        [str(i), name, unit_title(row["unit"], row, cs.kinds[row["kind"]]), row["does"]]
        for i, (name, row) in enumerate(cs.contexts.items())
    ]
    return table(["index", "context", "unit", "moves or computes"], rows)


SHORT = {"dma_load": "loads", "dma_store": "stores"}


def memories(cs):
    """Who reads and writes each space."""
    rows = []
    for space in cs.enums["space"]:
        sides = {False: [], True: []}
        for row in cs.opcodes.values():
            for operand in row["operands"]:
                unit = SHORT.get(row["unit"], row["unit"])
                if space in operand["spaces"] and unit not in sides[operand["write"]]:
                    sides[operand["write"]].append(unit)
        order = [SHORT.get(kind, kind) for kind in cs.kinds]
        read, written = (sorted(sides[side], key=order.index) for side in (False, True))
        if space == "dram":
            read, written = ["fetch", *read], [*written, "host"]
        rows.append([space, "48-bit byte address" if space == "dram" else "byte", ", ".join(read), ", ".join(written)])
    return table(["space", "addressed by", "read by", "written by"], rows)


EXTENTS = {"columns": "c", "rows": "r", "depth": "k"}
WIDTHS = {"element_bytes": "e", "element_bytes_a": "e_a", "element_bytes_b": "e_b"}


def size(operand):
    bits = operand["bits"]
    return WIDTHS[bits] + " bytes" if isinstance(bits, str) else f"{bits} bits"


def region(operand):
    """One operand in words: where, its form, its elements."""
    form, along = operand["form"], EXTENTS[operand["of"]]
    where = "the command's `space`" if operand["chosen"] else operand["space"]
    shape = {
        "row_panels": f"[{along}][R] of {size(operand)}",
        "column_panels": f"ceil(c/t) panels [{along}][C] of {size(operand)}",
        "line": f"{along} entries of {size(operand)}",
        "moved": "by layout",
        "matrix": "r rows of c*e bytes, pitch `depth`; or a panel",
    }[form]
    if "entry" in operand:
        shape += " {" + operand["entry"] + "}"
    when = f" ({list(operand['when'].values())[0]})" if operand["when"] else ""
    return f"{where}{when}: {shape}"


def operands(cs):
    rows = []
    for name, row in cs.opcodes.items():
        cells = []
        for slot in "abpd":
            parts = [
                ("writes " if operand["write"] and slot != "d" else "") + region(operand)
                for operand in row["operands"]
                if operand["at"] == slot
            ]
            cells.append("; or ".join(parts))
        rows.append([name, *cells])
    return table(["opcode", "a", "b", "p", "d"], rows)


def opcodes(cs):
    rows = []
    for name, row in cs.opcodes.items():
        fields = [use["field"] + (f" (not {use['unless'][2]})" if use["unless"] else "") for use in row["uses"]]
        ranges = {"between": lambda c: f" {c['low']}..{c['high']}", "any": lambda c: ""}
        named = [c["name"] + ranges.get(c["rule"], lambda c: f" ({c['rule']})")(c) for c in row["constants"]]
        gates = "yes" if row["no_gates"] is None else f"not yet: {row['no_gates']}"
        columns = "" if row["columns"] == 2**32 - 1 else str(row["columns"])
        rows.append([name, row["unit"], ", ".join(fields), ", ".join(named), columns, gates])
    return table(["opcode", "unit", "fields", "constants", "columns, at most", "gates"], rows)


def body(latency):
    factor = "c" if latency["passes"] == 1 else f"{latency['passes']}c"
    group = f"({factor} + {latency['group']})" if latency["group"] else factor
    return f"groups * {group} + {latency['constant']}"


def bodies(cs):
    rows = []
    for name, row in cs.opcodes.items():
        if row["latency"]:
            rows.append([row["unit"], name, body(row["latency"])])
    return table(["unit", "opcode", "body, cycles"], rows)


def units(cs):
    """The units that compute: their pages, and what they do."""
    rows = [
        [f"[{kind}](../models/units/{kind}.md)", row["does"]] for kind, row in cs.kinds.items() if cs.computes(kind)
    ]
    return table(["unit", "computes"], rows)


TABLES = {
    "machine.md": {
        "contexts": contexts,
        "memories": memories,
        "operands": operands,
        "opcodes": opcodes,
        "bodies": bodies,
    },
    "README.md": {"units": units},
}


def renew(page, text, cs):
    """The text of a page with every marked table as it should be."""
    for name, make in TABLES[page].items():
        mark = MARK.format(name=name)
        pattern = re.compile(re.escape(mark) + r"\n.*?" + re.escape(END), re.S)
        if len(pattern.findall(text)) != 1:
            raise SystemExit(f"{name}: expected one table behind {mark}")
        text = pattern.sub(lambda _, m=mark, t=make(cs): f"{m}\n{t}{END}", text)
    return text
