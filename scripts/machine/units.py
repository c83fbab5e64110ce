# SPDX-License-Identifier: Apache-2.0
"""lanes.hpp and vector_units.hpp: what there is once for each unit with lanes."""
from machine.commands import NOTE
from machine.definition import camel
from machine.unit_wires import vector_kinds

LANES = """/// Elements that each unit with lanes processes a cycle, 1..R; 0 for an optional one that a machine lacks.
struct Lanes {{
{members}
  /// Of a unit; 0 for one without.
  constexpr std::uint32_t of(UnitKind kind) const;
}};

/// The keys of the architecture file.
struct LanesKey {{
  const char* path;
  std::uint32_t Lanes::*member;
  UnitKind kind;
  bool is_optional;  ///< a machine without it has no such unit
}};
inline constexpr LanesKey kLanes[] = {{
{keys}}};
inline constexpr std::size_t kLanesCount = {count};

constexpr std::uint32_t Lanes::of(UnitKind kind) const {{
  for (const LanesKey& key : kLanes)
    if (key.kind == kind) return this->*key.member;
  return 0;
}}

"""


def lanes_header(cs):
    kinds = [(kind, row) for kind, row in cs.kinds.items() if row["lanes"]]
    members = "".join(f"  std::uint32_t {row['lanes']} = 0;\n" for _, row in kinds)
    keys = ""
    for kind, row in kinds:
        lanes, optional = row["lanes"], "true" if row["optional"] else "false"
        keys += f'    {{"/lanes/{lanes}", &Lanes::{lanes}, UnitKind::{kind}, {optional}}},\n'
    text = LANES.format(members=members, keys=keys, count=len(kinds))
    return (
        f'{NOTE}#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\n#include "models/machine/vocabulary.hpp"\n\n'
        f"namespace octet::machine {{\n\n{text}}}  // namespace octet::machine\n"
    )


def vector_units_header(cs):
    kinds = vector_kinds(cs)
    includes = "".join(f'#include "hw/units/{kind}.hpp"\n' for kind in kinds)
    rows = ", ".join(f"{{machine::Unit::{kind}, make_unit<{camel(kind)}>}}" for kind in kinds)
    return (
        f"{NOTE}#pragma once\n\n#include <memory>\n\n{includes}\nnamespace octet::hw {{\n\n"
        "/// The units with one context each, in the order of contexts, and how each is made.\n"
        "struct VectorUnit {\n  machine::Unit unit;\n"
        "  std::unique_ptr<StepUnit> (*make)(const char* name, Environment& environment);\n};\n"
        "template <class Unit>\nstd::unique_ptr<StepUnit> make_unit(const char* name, Environment& environment) {\n"
        "  return std::make_unique<Unit>(name, environment);\n}\n"
        f"inline constexpr VectorUnit kVectorUnits[] = {{{rows}}};\n\n}}  // namespace octet::hw\n"
    )
