# SPDX-License-Identifier: Apache-2.0
"""vocabulary.hpp, vocabulary.cpp, tables.hpp: names, and the table of the machine in C++ (models/machine/rows.hpp)."""
from machine.commands import NOTE
from machine.definition import camel, cpp_name


def enumeration(name, values, doc):
    body = ", ".join(f"{cpp_name(key)} = {value}" for key, value in values.items())
    return (
        f"{doc}enum class {camel(name)} : std::uint8_t {{ {body} }};\n"
        f"inline constexpr std::size_t k{camel(name)}Count = {max(values.values()) + 1};  ///< highest value + 1\n"
        '/// Its name in models/machine; "undefined" for a value without one.\n'
        f"const char* name({camel(name)} value);\n\n"
    )


CAUSES = """/// What the matmul array does in a cycle, or what it waits for in the end: the head of the chain
/// of waits that starts at its next step (docs/explain.md, "Causes"). `multiply`: a step holds the array. `drain`: its
/// sums on their way out. A unit with lanes. `memory`: the port, or data on its way. `bank`: a bank's port.
/// `control`: a command not yet fetched or dispatched, or the turn-around of a step that nothing blocks.
"""


def enumerations(cs):
    """Every enumeration: name, values, docstring."""
    for name, values in cs.enums.items():
        yield name, values, ""
    yield (
        "unit_kind",
        {name: i for i, name in enumerate(cs.kinds)},
        "/// Units that are alike: one for each load context, else one.\n",
    )
    yield "unit", {name: i for i, (name, _) in enumerate(cs.units)}, "/// What can be busy.\n"
    yield "field", {field["name"]: i for i, field in enumerate(cs.fields)}, "/// A field of a command.\n"
    with_lanes = [kind for kind, row in cs.kinds.items() if row["lanes"]]
    causes = ["multiply", "drain", *with_lanes, "memory", "bank", "control"]
    yield "array_cause", {name: i for i, name in enumerate(causes)}, CAUSES


def vocabulary_header(cs):
    out = [NOTE, "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\nnamespace octet::machine {\n\n"]
    out += [enumeration(*each) for each in enumerations(cs)]
    return "".join(out) + "}  // namespace octet::machine\n"


PER_BUFFER = """/// The buffers on the chip: every space but DRAM.
inline constexpr Space kBuffers[] = {{{spaces}}};

/// One of something for each of them, by name and by space. There is none for DRAM.
template <class T>
struct PerBuffer {{
  T {members};

  constexpr T& operator[](Space space) {{ return *all(*this)[index(space)]; }}
  constexpr const T& operator[](Space space) const {{ return *all(*this)[index(space)]; }}
  friend bool operator==(const PerBuffer&, const PerBuffer&) = default;

 private:
  static constexpr std::size_t index(Space space) {{
    if (space == Space::dram) throw std::out_of_range("dram is no buffer on the chip");
    return static_cast<std::size_t>(space) - 1;
  }}
  template <class Self>
  static constexpr auto all(Self& it) {{
    return std::array{{{pointers}}};
  }}
}};

"""


def per_buffer_header(cs):
    names = [name for name, _ in sorted(cs.enums["space"].items(), key=lambda it: it[1])][1:]
    text = PER_BUFFER.format(
        spaces=", ".join(f"Space::{name}" for name in names),
        members=", ".join(f"{name}{{}}" for name in names),
        pointers=", ".join(f"&it.{name}" for name in names),
    )
    return (
        f'{NOTE}#pragma once\n\n#include <array>\n#include <stdexcept>\n\n#include "models/machine/vocabulary.hpp"\n\n'
        f"namespace octet::machine {{\n\n{text}}}  // namespace octet::machine\n"
    )


def vocabulary_source(cs):
    out = [NOTE, '#include "models/machine/vocabulary.hpp"\n\nnamespace octet::machine {\n\n']
    for name, values, _doc in enumerations(cs):
        kind = camel(name)
        cases = "".join(f'    case {kind}::{cpp_name(key)}:\n      return "{key}";\n' for key in values)
        out.append(
            f'const char* name({kind} value) {{\n  switch (value) {{\n{cases}  }}\n  return "undefined";\n}}\n\n'
        )
    return "".join(out) + "}  // namespace octet::machine\n"


def cpp(value):
    return (
        {True: "true", False: "false", None: "nullptr"}[value]
        if value is None or isinstance(value, bool)
        else str(value)
    )


def text(value):
    return "nullptr" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def condition(test, equal=True):
    if test is None:
        return "{}"
    field, enum, value = test
    return (
        f"{{Field::{cpp_name(field)}, static_cast<std::uint8_t>({camel(enum)}::{cpp_name(value)}), "
        f"{cpp(equal)}, false}}"
    )


def operand_row(cs, operand):
    width, bits = ("constant", operand["bits"]) if isinstance(operand["bits"], int) else (operand["bits"], 0)
    spaces = sum(1 << cs.enums["space"][space] for space in operand["spaces"])
    return (
        ", ".join(
            [
                f"{{Slot::{operand['at']}",
                f"Form::{operand['form']}",
                f"Dimension::{operand['of']}",
                f"Width::{width}",
                str(bits),
                cpp(operand["write"]),
                f"Space::{operand['spaces'][0]}",
                cpp(operand["chosen"]),
                str(spaces),
                f"Times::{operand['times']}",
                f"Holds::{operand['holds']}",
                cpp(operand["result"]),
                condition(operand["test"]),
                text(operand["show"]),
            ]
        )
        + "}"
    )


def list_of(kind, name, rows):
    """A named array, and how a row refers to it."""
    if not rows:
        return "", "{}"
    body = ",\n    ".join(rows)
    return f"inline constexpr {kind} {name}[] = {{\n    {body}}};\n", name


def latency(row):
    return "{" + ", ".join(str(row[key]) for key in ("passes", "group", "constant")) + "}" if row else "{}"


def opcode_rows(cs):
    out, rows = [], {}
    for name, row in cs.opcodes.items():
        stem = f"k{camel(name)}"
        parts = [
            list_of("OperandRow", stem + "Operands", [operand_row(cs, operand) for operand in row["operands"]]),
            list_of(
                "ConstantRow",
                stem + "Constants",
                [
                    f"{{{text(c['name'])}, {c['bits']}, ConstantRule::{c['rule']}, {c['low']}U, {c['high']}U}}"
                    for c in row["constants"]
                ],
            ),
            list_of(
                "FieldUse",
                stem + "Fields",
                [f"{{Field::{cpp_name(use['field'])}, {condition(use['unless'], False)}}}" for use in row["uses"]],
            ),
        ]
        out += [body for body, _ in parts]
        rows[row["value"]] = (
            f"{{UnitKind::{row['unit']}, {row['columns']}U, {row['elements'][0]}, {row['elements'][1]}, "
            f"{latency(row['latency'])}, {', '.join(place for _, place in parts)}, {text(row['no_gates'])}}}"
        )
    every = [rows.get(value, "{}") for value in range(max(rows) + 1)]
    out.append(
        "/// By opcode; a value that is none has no operands.\n"
        "inline constexpr OpcodeRow kOpcodes[kOpcodeCount] = {\n    " + ",\n    ".join(every) + "};\n\n"
    )
    return "".join(out)


BY = {"one": "one", "ROWS": "rows", "COLUMNS": "columns", "LANES": "lanes"}


def unit_rows(cs):
    out, rows = [], []
    for name, row in cs.kinds.items():
        stem = f"k{camel(name)}Unit"
        parts = [
            list_of(
                "Parameter", stem + "Parameters", [f"{{{text(k)}, {text(v)}}}" for k, v in row["parameters"].items()]
            ),
            list_of(
                "ReadPort",
                stem + "Reads",
                [f"{{{text(p['port'])}, Space::{p['space']}, By::{BY[p['by']]}, {p['bytes']}}}" for p in row["reads"]],
            ),
            list_of(
                "WritePort",
                stem + "Writes",
                [
                    f"{{{text(p['port'])}, {text(p['strobe'])}, {text(p.get('valid'))}, Space::{p['space']}, "
                    f"By::{BY[p['by']]}, {p['bytes']}, {p['strobe_bytes']}}}"
                    for p in row["writes"]
                ],
            ),
            list_of(
                "FieldPort",
                stem + "Ports",
                [
                    f"{{{text(f['port'])}, {f['bits']}, Source::{f['source']}, {f['index']}, {f.get('words', 1)}}}"
                    for f in row["fields"]
                ],
            ),
        ]
        out += [body for body, _ in parts]
        cause = f"ArrayCause::{'drain' if name == 'matmul' else name if row['lanes'] else 'memory'}"
        head, short = row["short"] or (None, None)
        shown = f"{text(head)}, {text(short)}, {text(row['no_gates'])}, {cause}, {cpp(bool(row['optional']))}"
        rows.append(f"{{{text(row['lanes'])}, {', '.join(place for _, place in parts)}, {shown}}}")
    out.append("inline constexpr UnitKindRow kUnitKinds[kUnitKindCount] = {\n    " + ",\n    ".join(rows) + "};\n\n")
    contexts = [f"{{Unit::{row['unit']}, UnitKind::{row['kind']}, {cpp(row['port'])}}}" for row in cs.contexts.values()]
    out.append("inline constexpr ContextRow kContexts[kContextCount] = {\n    " + ",\n    ".join(contexts) + "};\n\n")
    gates = cs.with_gates()
    out.append(
        "/// The gates have the first of these, and no others yet.\n"
        f"inline constexpr std::size_t kGatedUnitCount = {len(gates.units)}, "
        f"kGatedContextCount = {len(gates.contexts)};\n\n"
    )
    kinds = [f"UnitKind::{kind}" for _, kind in cs.units]
    out.append("inline constexpr UnitKind kKindOfUnit[kUnitCount] = {\n    " + ",\n    ".join(kinds) + "};\n\n")
    return "".join(out)


ACCESS = """/// The row of an opcode, a context, a kind of unit; an opcode that is none has the row of no operands.
constexpr const OpcodeRow& row(Opcode opcode) {
  const auto index = static_cast<std::size_t>(opcode);
  return kOpcodes[index < kOpcodeCount ? index : 0];
}
constexpr const ContextRow& row(Context context) { return kContexts[static_cast<std::size_t>(context)]; }
constexpr const UnitKindRow& row(UnitKind kind) { return kUnitKinds[static_cast<std::size_t>(kind)]; }
constexpr UnitKind kind_of(Unit unit) { return kKindOfUnit[static_cast<std::size_t>(unit)]; }

/// Cycles of a step of `rows` x `columns` valid elements in a unit of `lanes` lanes.
constexpr std::uint64_t body_cycles(Opcode opcode, std::uint64_t rows, std::uint64_t columns, std::uint64_t lanes) {
  const Latency& it = row(opcode).latency;
  return (rows + lanes - 1) / lanes * (it.passes * columns + it.group) + it.constant;
}

"""


def tables_header(cs):
    used = {use["field"] for row in cs.opcodes.values() for use in row["uses"]}
    optional = [f"Field::{cpp_name(field['name'])}" for field in cs.fields if field["name"] in used]
    return "".join(
        [
            NOTE,
            '#pragma once\n\n#include "models/machine/rows.hpp"\n\nnamespace octet::machine {\n\n',
            opcode_rows(cs),
            unit_rows(cs),
            "/// Fields that not every opcode uses, beside operands and constants.\n"
            "inline constexpr Field kOptionalFields[] = {" + ", ".join(optional) + "};\n\n",
            ACCESS,
            "}  // namespace octet::machine\n",
        ]
    )
