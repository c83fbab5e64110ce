# SPDX-License-Identifier: Apache-2.0
"""octet_vector_units.sv: the units with one context each, their ports to buffers, and the wires of their steps."""
from machine.definition import expect
from machine.gates import NOTE


def vector_kinds(cs):
    """Kinds with lanes whose one unit serves one context: their contexts stand side by side, the last of all."""
    kinds = [row["kind"] for row in cs.contexts.values()]
    found = [kind for kind, row in cs.kinds.items() if row["lanes"] and kinds.count(kind) == 1]
    expect(
        kinds[-len(found) :] == found,
        "contexts",
        "expected the units with one context each behind all others, in their order",
    )
    return found


def ports_to(cs, side, space):
    """(kind, port) of every port of a vector unit to a buffer."""
    return [(kind, port) for kind in vector_kinds(cs) for port in cs.kinds[kind][side] if port["space"] == space]


def lanes(kind):
    return f"{kind.upper()}_LANES"


def place(kind, side, port):
    """Where the bytes of a port begin among those of all units."""
    return f"{kind.upper()}_{port['port'].upper()}_{side.upper()}"


def total(ports):
    return " + ".join(f"{port['bytes']} * {lanes(kind)}" for kind, port in ports)


def places(ports, side):
    out, before = [], "0"
    for kind, port in ports:
        out.append(f"  localparam int unsigned {place(kind, side, port)} = {before};\n")
        before = f"{place(kind, side, port)} + {port['bytes']} * {lanes(kind)}"
    return "".join(out)


def byte_runs(ports, side):
    return "".join(
        f"  octet_byte_run #(.LANES({port['bytes']} * {lanes(kind)})) i_{kind}_{port['port']} (\n"
        f"      .address_i({kind}_{port['port']}),\n"
        f"      .addresses_o({side}_address_o[{place(kind, side, port)}*32+:{port['bytes']}*{lanes(kind)}*32])\n  );\n"
        for kind, port in ports
    )


def field(kind, row):
    """What a port that holds a step is wired to."""
    bits, source = row["bits"], row["source"]
    if source == "constant":
        opcode, name = row["from"].split(".")
        first = f"octet_command_pkg::CONSTANT_{opcode.upper()}_{name.upper()}"
        words = row.get("words", 1)
        parts = [
            f"{kind}.constants[{first if i == 0 else f'({first}+{i})'}*32+:{min(32, bits - 32 * i)}]"
            for i in range(words)
        ]
        return parts[0] if words == 1 else "{" + ", ".join(reversed(parts)) + "}"
    if source == "is_opcode":
        return f"{kind}.opcode == octet_command_pkg::OPCODE_{row['is'].upper()}"
    return {
        "b": f"{kind}_step.b[{bits - 1}:0]",
        "p": f"{kind}_step.p[{bits - 1}:0]",
        "depth": f"{kind}.depth",
        "a_unsigned": f"{kind}.a_unsigned[0]",
        "mode": f"{kind}.mode",
        "element_bytes": f"{kind}.element_bytes[{bits - 1}:0]",
        "element_bytes_a": f"{kind}.element_bytes_b[{bits - 1}:0]",
        "element_bytes_b": f"{kind}.element_bytes_b[4+:{bits}]",
        "keys": f"{kind}_step.columns",
        "causal": "1'b0",  # no program masks keys today
        "position": "32'd0",
    }[source]


def instance(cs, index, kind):
    row, wires = cs.kinds[kind], []
    wires += [("start_i", f"start_i[{index}]"), ("rows_i", f"{kind}_step.rows"), ("columns_i", f"{kind}_step.columns")]
    wires += [(f["port"], field(kind, f)) for f in row["fields"]]
    wires += [(f"{slot}_address_i", f"{kind}_step.{slot}[31:0]") for slot in "ad"]
    for port in row["reads"]:
        name = port["port"]
        if port["space"] == "parameter":
            wires += [(f"{name}_address_o", "parameter_address_o"), (f"{name}_data_i", "parameter_data_i")]
        else:
            at = place(kind, "read", port)
            wires += [
                (f"{name}_address_o", f"{kind}_{name}"),
                (f"{name}_data_i", f"read_data_i[{at}*8+:{port['bytes']}*{lanes(kind)}*8]"),
            ]
    for port in row["writes"]:
        name, at = port["port"], place(kind, "write", port)
        strobe = (
            f"write_enable_o[{at}+:{port['bytes']}*{lanes(kind)}]"
            if port["strobe_bytes"] == 1
            else f"{kind}_{name}_strobe"
        )
        wires += [
            (port["strobe"], strobe),
            (f"{name}_address_o", f"{kind}_{name}"),
            (f"{name}_data_o", f"write_data_o[{at}*8+:{port['bytes']}*{lanes(kind)}*8]"),
        ]
    wires.append(("finish_o", f"finish_o[{index}]"))
    parameters = ",\n".join(f"      .{inner}({outer})" for inner, outer in row["parameters"].items())
    body = ",\n".join(f"      .{name}({value})" for name, value in wires)
    return f"  octet_{kind} #(\n{parameters}\n  ) i_{kind} (\n      .clk_i,\n      .rst_ni,\n{body}\n  );\n"


def strobes(ports):
    """Strobes of several bytes, spread over them."""
    out = []
    for kind, port in ports:
        if port["strobe_bytes"] != 1:
            expect(port["strobe_bytes"] == port["bytes"], f"unit {kind}", "expected a strobe a lane or a byte")
            name, count = f"{kind}_{port['port']}_strobe", port["bytes"]
            out.append(
                f"  logic [{lanes(kind)}-1:0] {name};\n"
                f"  for (genvar lane = 0; lane < {lanes(kind)}; lane++) begin : gen_{name}\n"
                f"    assign write_enable_o[{place(kind, 'write', port)}+lane*{count}+:{count}] = "
                f"{{{count}{{{name}[lane]}}}};\n  end\n"
            )
    return "".join(out)


def module(cs):
    kinds = vector_kinds(cs)
    reads, writes = ports_to(cs, "reads", "activation"), ports_to(cs, "writes", "activation")
    parameters = ports_to(cs, "reads", "parameter")
    expect(
        len(parameters) == 1 and parameters[0][1]["by"] == "one",
        "units",
        "expected one vector unit that reads the parameter buffer",
    )
    for kind, port in reads + writes:
        expect(port["by"] == "LANES", f"unit {kind}", "expected ports as wide as its lanes")
    count, names = len(kinds), ", ".join(kinds)
    out = [
        NOTE,
        f"""/// The units that read and write the activation buffer row by row, each with one context ({names}),
/// and the bytes they read and write side by side, as ports of the buffers. Arbitrates nothing. Latency: its units'.
/// Source: docs/machine.md, "Contexts", "Memories".
module octet_vector_units #(
    parameter int unsigned ROWS = 4,
""",
    ]
    out += [f"    parameter int unsigned {lanes(kind)} = 4,\n" for kind in kinds]
    out.append(
        f"""    parameter int unsigned MULTIPLIER_BITS = 31,  // of scales
    parameter int unsigned READ_BYTES = {total(reads)},
    parameter int unsigned WRITE_BYTES = {total(writes)}
) (
    input  logic                                         clk_i,
    input  logic                                         rst_ni,
    // In the order of contexts.
    input  logic [{count - 1}:0]                                   start_i,
    input  logic [{count}*octet_command_pkg::COMMAND_BITS-1:0] commands_i,
    input  logic [{count}*octet_machine_pkg::STEP_BITS-1:0]    steps_i,
    output logic [{count - 1}:0]                                   finish_o,
    // The activation buffer.
    output logic [READ_BYTES*32-1:0]                     read_address_o,
    input  logic [READ_BYTES*8-1:0]                      read_data_i,
    output logic [WRITE_BYTES-1:0]                       write_enable_o,
    output logic [WRITE_BYTES*32-1:0]                    write_address_o,
    output logic [WRITE_BYTES*8-1:0]                     write_data_o,
    // The parameter buffer.
    output logic [31:0]                                  parameter_address_o,
    input  logic [{parameters[0][1]['bytes'] * 8 - 1}:0]                                 parameter_data_i
);
  /* verilator lint_off UNUSED */  // no unit needs every field of a command
  octet_command_pkg::command_t {names};
  octet_machine_pkg::step_t {', '.join(kind + '_step' for kind in kinds)};
  /* verilator lint_on UNUSED */
  assign {{{', '.join(reversed(kinds))}}} = commands_i;
  assign {{{', '.join(kind + '_step' for kind in reversed(kinds))}}} = steps_i;

  // Bytes of the units in the ports, the first unit lowest.
"""
    )
    out += [places(reads, "read"), places(writes, "write"), "\n"]
    out.append("  logic [31:0] " + ", ".join(f"{kind}_{port['port']}" for kind, port in reads + writes) + ";\n")
    out += [byte_runs(reads, "read"), byte_runs(writes, "write"), "\n", strobes(writes)]
    out += [instance(cs, index, kind) for index, kind in enumerate(kinds)]
    return "".join(out) + "endmodule\n"
