// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/execute/operand_io.hpp"
#include "models/machine/tables.hpp"

// For operate_<unit>.cpp, which specializes `UnitStep` and ends with OCTET_UNIT_STEP(<unit>).
namespace octet::execute {

/// `static std::vector<Write> operate(command, step, geometry, memory)`: what a step of a kind of unit computes.
template <machine::UnitKind kKind>
struct UnitStep;

template <machine::UnitKind kKind>
std::vector<Write> operate_unit(const program::Command& command, const program::Step& step,
                                const program::Geometry& geometry, MemoryReader& memory) {
  return UnitStep<kKind>::operate(command, step, geometry, memory);
}

#define OCTET_UNIT_STEP(unit)                                                                                      \
  template std::vector<Write> operate_unit<machine::UnitKind::unit>(const program::Command&, const program::Step&, \
                                                                    const program::Geometry&, MemoryReader&)

}  // namespace octet::execute
