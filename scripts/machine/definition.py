# SPDX-License-Identifier: Apache-2.0
"""Reads models/machine/{machine,command}.yaml and checks what every generated file relies on."""
import copy
import sys

import yaml

CPP_KEYWORDS = {"register", "default", "auto", "const", "union", "switch", "and", "or", "not", "xor", "new", "delete"}
SV_KEYWORDS = {
    "context",
    "register",
    "default",
    "wait",
    "signal",
    "ref",
    "bit",
    "int",
    "byte",
    "input",
    "output",
    "final",
    "before",
    "matches",
}
FORMS = ("row_panels", "column_panels", "line", "moved", "matrix")
EXTENTS = ("columns", "rows", "depth")
TIMES = ("once", "passes", "tiles", "groups")
HOLDS = ("raw", "integer", "natural")
RULES = ("any", "between", "scale", "element", "multiplier", "normalized")
# Fields with the bytes of an element: those of the command, and the halves of element_bytes_b.
WIDTHS = ("constant", "element_bytes", "element_bytes_a", "element_bytes_b")
SLOTS = ("a", "b", "p", "d")
UNIT_DEFAULTS = {
    "does": None,
    "in_flight": 1,
    "lanes": None,
    "short": None,
    "optional": False,
    "no_gates": None,
    "latency": {},
    "parameters": {},
    "reads": [],
    "writes": [],
    "fields": [],
}
UNIT_KEYS = ("instances", *UNIT_DEFAULTS)


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def cpp_name(name):
    return name + "_" if name in CPP_KEYWORDS else name


def sv_name(name):
    return name + "_" if name in SV_KEYWORDS else name


def expect(condition, place, text):
    if not condition:
        sys.exit(f"{place}: {text}")


def keys(place, item, known):
    """Nothing misspelled is silently left out."""
    for key in item:
        expect(key in known, place, f"unknown key {key}")


def check_layout(place, fields, total_bits):
    """Returns the reserved (unassigned) bit positions; fails on fields that overlap or stick out."""
    used = set()
    for field in fields:
        bits = set(range(field["bit"], field["bit"] + field["bits"] * field.get("count", 1)))
        expect(not used & bits, place, f"field {field['name']} overlaps another")
        expect(max(bits) < total_bits, place, f"field {field['name']} lies outside")
        used |= bits
    return sorted(set(range(total_bits)) - used)


class Machine:
    """Both definitions, every offset in bits, every default filled in, every name looked up."""

    def __init__(self, folder):
        raw = yaml.safe_load((folder / "machine.yaml").read_text())
        command = yaml.safe_load((folder / "command.yaml").read_text())
        self.kinds, self.units = self.read_units(raw["units"])
        self.contexts = self.read_contexts(raw["contexts"])
        self.opcodes = {name: self.read_opcode(name, row) for name, row in raw["opcodes"].items()}
        values = [row["value"] for row in self.opcodes.values()]
        expect(len(set(values)) == len(values), "opcodes", "two have one value")
        self.read_command(command)
        for name, row in self.opcodes.items():
            self.check_fields(name, row)
        for kind, row in self.kinds.items():
            for field in row["fields"]:
                self.check_source(kind, field)

    def read_units(self, raw):
        kinds, units = {}, []
        for name, row in raw.items():
            keys(f"unit {name}", row, UNIT_KEYS)
            count = row.get("instances", 1)
            kinds[name] = dict(copy.deepcopy(UNIT_DEFAULTS), **dict(row, instances=count))
            expect(not row.get("optional") or row.get("lanes"), f"unit {name}", "only a unit with lanes is optional")
            units += [(name if count == 1 else f"{name}_{i}", name) for i in range(count)]
        for key in ("optional", "no_gates"):
            have = [bool(row[key]) for row in kinds.values()]
            expect(have == sorted(have), "units", f"expected those with {key} behind all others")
        return kinds, units

    def read_contexts(self, raw):
        known = dict(self.units)
        for name, row in raw.items():
            keys(f"context {name}", row, ("unit", "port", "does"))
            expect(row["unit"] in known, f"context {name}", f"no unit {row['unit']}")
            row["kind"] = known[row["unit"]]
            row["port"] = row.get("port", False)
        served = [row["unit"] for row in raw.values()]
        order = [name for name, _ in self.units]
        expect(served == sorted(served, key=order.index), "contexts", "expected them in the order of their units")
        expect(set(served) == set(order), "contexts", "a unit serves none")
        expect(next(iter(raw)) == "fetch", "contexts", "expected fetch first")
        return raw

    def read_opcode(self, name, row):
        place = f"opcode {name}"
        keys(
            place,
            row,
            ("value", "unit", "columns", "elements", "fields", "operands", "constants", "latency", "no_gates"),
        )
        expect(row["unit"] in self.kinds, place, f"no unit {row['unit']}")
        unit = self.kinds[row["unit"]]
        latency = dict(unit["latency"], **row.get("latency", {}))
        expect(
            set(latency) in (set(), {"passes", "group", "constant"}),
            place,
            "latency: expected passes, group and constant",
        )
        out = dict(
            {"columns": 2**32 - 1, "elements": [0, 0], "constants": [], "no_gates": unit["no_gates"]},
            **dict(row, latency=latency),
        )
        for operand in out["operands"]:
            self.read_operand(f"{place}, operand {operand.get('at')}", operand)
        for constant in out["constants"]:
            keys(f"{place}, constants", constant, ("name", "bits", "range"))
            allowed = constant.get("range", "any")
            constant["rule"] = "between" if isinstance(allowed, list) else allowed
            constant["low"], constant["high"] = allowed if isinstance(allowed, list) else (0, 2**32 - 1)
            expect(constant["rule"] in RULES, place, f"constant {constant['name']}: no rule {allowed}")
            expect(constant["high"] < 2**32, place, f"constant {constant['name']}: the range is wider than 32 bits")
        return out

    @staticmethod
    def read_operand(place, operand):
        keys(
            place,
            operand,
            ("at", "space", "form", "of", "bits", "write", "holds", "result", "times", "when", "show", "entry"),
        )
        for key, default in (("write", False), ("holds", "raw"), ("result", False), ("times", "once"), ("when", None)):
            operand.setdefault(key, default)
        for key, known in (("at", SLOTS), ("form", FORMS), ("of", EXTENTS), ("times", TIMES), ("holds", HOLDS)):
            expect(operand[key] in known, place, f"{key}: expected one of {', '.join(known)}, got {operand[key]}")
        width = operand["bits"]
        expect(
            isinstance(width, int) or width in WIDTHS[1:],
            place,
            f"bits: expected a number or one of {', '.join(WIDTHS[1:])}",
        )
        operand["spaces"] = operand["space"] if isinstance(operand["space"], list) else [operand["space"]]
        operand["chosen"] = isinstance(operand["space"], list)  # by the command's field

    def read_command(self, raw):
        self.bytes, self.command_word_bytes = raw["command_bytes"], raw["command_word_bytes"]
        self.enums = {
            "opcode": {name: row["value"] for name, row in self.opcodes.items()},
            "context": {name: i for i, name in enumerate(self.contexts)},
            **raw["enums"],
        }
        self.fields = [dict(f, bit=f["offset"] * 8) for f in raw["fields"]]
        self.structs = {n: [dict(f, bit=f["offset"]) for f in fs] for n, fs in raw["structs"].items()}
        self.struct_bits = {field["struct"]: field["bits"] for field in self.fields if "struct" in field}
        self.reserved = check_layout("command", self.fields, self.bytes * 8)
        for name, fields in self.structs.items():
            check_layout(name, fields, self.struct_bits[name])
        for field in self.fields:
            if "struct" in field:
                gaps = check_layout(field["struct"], self.structs[field["struct"]], field["bits"])
                for index in range(field.get("count", 1)):
                    self.reserved += [field["bit"] + index * field["bits"] + gap for gap in gaps]
        limit = self.field("constants")["count"]
        for name, row in self.opcodes.items():
            expect(len(row["constants"]) <= limit, f"opcode {name}", f"expected at most {limit} constants")
        spaces = self.enums["space"]
        every = [s for row in self.opcodes.values() for o in row["operands"] for s in o["spaces"]]
        every += [p["space"] for kind in self.kinds.values() for p in kind["reads"] + kind["writes"]]
        for space in every:
            expect(space in spaces, "operands and ports", f"no space {space}")

    def field(self, name):
        return next((f for f in self.fields if f["name"] == name), None)

    def condition(self, place, when):
        """(field, value) of a condition {field: enumerator}."""
        ((name, value),) = when.items()
        field = self.field(name)
        expect(field is not None and "enum" in field, place, f"no field {name} with names for its values")
        expect(value in self.enums[field["enum"]], place, f"{name}: no {value}")
        return name, field["enum"], value

    def check_fields(self, name, row):
        place = f"opcode {name}"
        uses = []
        for item in row["fields"]:
            use = {"field": item} if isinstance(item, str) else dict(item)
            keys(place, use, ("field", "unless"))
            expect(self.field(use["field"]) is not None, place, f"no field {use['field']}")
            use["unless"] = self.condition(place, use["unless"]) if "unless" in use else None
            uses.append(use)
        row["uses"] = uses
        for operand in row["operands"]:
            operand["test"] = self.condition(place, operand["when"]) if operand["when"] else None
        for i, one in enumerate(row["operands"]):
            for other in row["operands"][:i]:
                expect(
                    one["at"] != other["at"] or excludes(one, other),
                    place,
                    f"operand {one['at']} is two things at a time",
                )
        expect(any(o["at"] == "d" and o["write"] for o in row["operands"]), place, "expected a result d")
        for i, constant in enumerate(row["constants"]):
            expect(
                constant["rule"] != "normalized" or i + 2 < len(row["constants"]),
                place,
                f"constant {constant['name']}: expected its shift and bits behind it",
            )
        named = {use["field"] for use in uses}
        for operand in row["operands"]:
            width = operand["bits"]
            needed = {"element_bytes_a": "element_bytes_b"}.get(width, width)
            expect(
                isinstance(width, int) or needed in named,
                place,
                f"an operand's bits are in {needed}, which is not among its fields",
            )

    def check_source(self, kind, field):
        """A port of a unit that holds a step: where its bits come from."""
        place = f"unit {kind}, port {field.get('port')}"
        keys(place, field, ("port", "bits", "from", "is", "words"))
        source = field["from"]
        if "." in source:
            opcode, constant = source.split(".")
            names = [c["name"] for c in self.opcodes[opcode]["constants"]] if opcode in self.opcodes else []
            expect(constant in names, place, f"no constant {source}")
            field["source"], field["index"] = "constant", names.index(constant)
        elif source == "opcode":
            expect(field.get("is") in self.opcodes, place, "expected an opcode that it `is`")
            field["source"], field["index"] = "is_opcode", self.opcodes[field["is"]]["value"]
        else:
            known = (
                "b",
                "p",
                "depth",
                "a_unsigned",
                "mode",
                "element_bytes",
                "element_bytes_a",
                "element_bytes_b",
                "keys",
                "causal",
                "position",
            )
            expect(
                source in known, place, f"from: expected one of {', '.join(known)}, or OPCODE.CONSTANT, got {source}"
            )
            field["source"], field["index"] = source, 0

    def with_gates(self):
        """The machine as its gates are: units, contexts and opcodes that they do not know yet left out."""
        out = copy.copy(self)
        out.kinds = {name: row for name, row in self.kinds.items() if row["no_gates"] is None}
        out.units = [(name, kind) for name, kind in self.units if kind in out.kinds]
        out.contexts = {name: row for name, row in self.contexts.items() if row["kind"] in out.kinds}
        out.opcodes = {name: row for name, row in self.opcodes.items() if row["no_gates"] is None}
        out.enums = dict(
            self.enums,
            opcode={name: row["value"] for name, row in out.opcodes.items()},
            context={name: i for i, name in enumerate(out.contexts)},
        )
        return out

    def computes(self, kind):
        """Whether a kind of unit has a page of its own: it computes, and does not only move bytes."""
        return kind == "matmul" or self.kinds[kind]["lanes"] is not None

    def kind_opcodes(self, kind):
        """The opcodes whose steps a kind of unit does."""
        return [name for name, row in self.opcodes.items() if row["unit"] == kind]

    def leaves(self):
        """Every scalar of a command: (C++ expression, bit offset, bits, enum or None, is bool)."""
        for field in self.fields:
            for index in range(field.get("count", 1)):
                place = cpp_name(field["name"]) + (f"[{index}]" if "count" in field else "")
                start = field["bit"] + index * field["bits"]
                for leaf in self.structs[field["struct"]] if "struct" in field else [None]:
                    if leaf is None:
                        yield place, start, field["bits"], field.get("enum"), is_bool(field)
                    else:
                        yield (
                            f"{place}.{cpp_name(leaf['name'])}",
                            start + leaf["bit"],
                            leaf["bits"],
                            leaf.get("enum"),
                            is_bool(leaf),
                        )


def excludes(one, other):
    """Whether two operands of an opcode are never there together."""
    return one["test"] and other["test"] and one["test"][:2] == other["test"][:2] and one["test"][2] != other["test"][2]


def is_bool(field):
    return field["bits"] == 1 or field.get("bool", False)
