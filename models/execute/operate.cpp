// SPDX-License-Identifier: Apache-2.0
#include "models/execute/operate.hpp"

#include <array>
#include <utility>

#include "models/core/error.hpp"
#include "models/execute/operand_io.hpp"
#include "models/machine/tables.hpp"

namespace octet::execute {
namespace {

using machine::UnitKind;
using Operate = std::vector<Write> (*)(const program::Command&, const program::Step&, const program::Geometry&,
                                       MemoryReader&);

/// Whether a kind of unit does commands at all.
constexpr bool has_opcode(UnitKind kind) {
  for (const machine::OpcodeRow& row : machine::kOpcodes)
    if (row.unit == kind && !row.operands.empty()) return true;
  return false;
}

template <UnitKind kKind>
constexpr Operate operate_of() {
  if constexpr (has_opcode(kKind)) return operate_unit<kKind>;
  return nullptr;
}

/// By kind of unit: one without a file of its own does not link.
constexpr auto kOperate = []<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
  return std::array{operate_of<static_cast<UnitKind>(kIndex)>()...};
}
(std::make_index_sequence<machine::kUnitKindCount>{});

}  // namespace

std::vector<Write> operate(const program::Command& command, const program::Step& step,
                           const program::Geometry& geometry, MemoryReader& memory) {
  const Operate run = kOperate[static_cast<std::size_t>(machine::row(command.opcode).unit)];
  OCTET_CHECK(run != nullptr, "opcode is defined");
  return run(command, step, geometry, memory);
}

}  // namespace octet::execute
