# SPDX-License-Identifier: Apache-2.0
"""octet_command_pkg.sv: enumerators, bit positions and packed structs of commands."""
from machine.commands import NOTE
from machine.definition import sv_name


def sv_struct(name, fields, total_bits, structs):
    """A packed struct. SystemVerilog lists the most significant member first: fields go from the top offset down."""
    out, top, holes = ["  typedef struct packed {\n"], total_bits, 0
    for field in sorted(fields, key=lambda f: -f["bit"]):
        width = field["bits"] * field.get("count", 1)
        end = field["bit"] + width
        if end < top:
            out.append(f"    logic [{top - end - 1}:0] reserved{holes};\n")
            holes += 1
        if "struct" in field and "count" not in field:
            kind = f"{field['struct']}_t"
        else:
            kind = f"logic [{width - 1}:0]" if width > 1 else "logic"
        doc = f"  // {field['doc']}" if "doc" in field else ""
        if "count" in field:
            doc = f"  // {field['count']} of {field['bits']} bits, the first in the lowest bits"
        out.append(f"    {kind} {sv_name(field['name'])};{doc}\n")
        top = field["bit"]
    if top > 0:
        out.append(f"    logic [{top - 1}:0] reserved{holes};\n")
    out.append(f"  }} {name}_t;\n\n")
    return "".join(out)


def sv_package(cs):
    out = [
        NOTE,
        "\n/// The command set: enumerators as constants, bit positions, and packed structs. "
        "Bit 0 is the least significant bit of byte 0.\n"
        "/// Enumerators are as wide as the narrowest field of their kind. "
        "Use it as octet_command_pkg::NAME (no import).\n"
        "/* verilator lint_off UNUSED */\npackage octet_command_pkg;\n",
    ]
    out.append(
        f"  localparam int unsigned COMMAND_BYTES = {cs.bytes};\n"
        f"  localparam int unsigned COMMAND_BITS = {cs.bytes * 8};\n"
        f"  localparam int unsigned WORD_BYTES = {cs.command_word_bytes};\n\n"
    )
    every = cs.fields + [f for fs in cs.structs.values() for f in fs]
    for name, values in cs.enums.items():
        width = min(f["bits"] for f in every if f.get("enum") == name)
        out.append(f"  localparam int unsigned {name.upper()}_BITS = {width};\n")
        out += [
            f"  localparam logic [{width - 1}:0] {name.upper()}_{key.upper()} = {width}'d{value};\n"
            for key, value in values.items()
        ]
        out.append(f"  localparam int unsigned {name.upper()}_COUNT = {max(values.values()) + 1};\n\n")
    for prefix, fields in [("FIELD", cs.fields)] + [(n.upper(), fs) for n, fs in cs.structs.items()]:
        for field in fields:
            stem = f"{prefix}_{field['name'].upper()}"
            out.append(
                f"  localparam int unsigned {stem}_LSB = {field['bit']};\n"
                f"  localparam int unsigned {stem}_WIDTH = {field['bits']};\n"
            )
            if "count" in field:
                out.append(f"  localparam int unsigned {stem}_NUMBER = {field['count']};\n")
        out.append("\n")
    for opcode, row in cs.opcodes.items():
        for i, constant in enumerate(row["constants"]):
            stem = f"CONSTANT_{opcode.upper()}_{constant['name'].upper()}"
            out.append(
                f"  localparam int unsigned {stem} = {i};\n"
                f"  localparam int unsigned {stem}_WIDTH = {constant['bits']};\n"
            )
    out.append("\n")
    for name, fields in cs.structs.items():
        out.append(sv_struct(name, fields, cs.struct_bits[name], cs.structs))
    out.append(sv_struct("command", cs.fields, cs.bytes * 8, cs.structs))
    out.append("endpackage\n/* verilator lint_on UNUSED */\n")
    return "".join(out)
