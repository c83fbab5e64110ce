// SPDX-License-Identifier: Apache-2.0
#include "models/program/operands.hpp"

#include <string>

#include "models/core/error.hpp"

namespace octet::program {

using machine::OperandRow, machine::Times, machine::Width;

bool uses(const Command& command, machine::Field field) {
  for (const machine::FieldUse& use : machine::row(command.opcode).fields)
    if (use.field == field) return holds(use.when, command);
  return false;
}

bool uses(const Command& command, machine::Slot slot) {
  for (const OperandRow& row : machine::row(command.opcode).operands)
    if (row.slot == slot && holds(row.when, command)) return true;
  return false;
}

std::uint64_t element_bits(const OperandRow& row, const Command& command) {
  switch (row.width) {
    case Width::constant:
      return row.bits;
    case Width::element_bytes:
      return 8 * std::uint64_t{command.element_bytes};
    case Width::element_bytes_a:
      return 8 * (command.element_bytes_b & std::uint64_t{0xf});
    case Width::element_bytes_b:
      return 8 * (std::uint64_t{command.element_bytes_b} >> 4);
  }
  return 0;
}

const OperandRow& result_of(const Command& command) {
  for (const OperandRow& row : machine::row(command.opcode).operands)
    if (row.slot == machine::Slot::d) return row;
  OCTET_CHECK(false, std::string("opcode ") + name(command.opcode) + " has a result");
}

std::uint64_t times_read(const OperandRow& row, const Command& command, const Step& step, std::uint32_t lanes) {
  switch (row.times) {
    case Times::once:
      return 1;
    case Times::passes:
      return machine::row(command.opcode).latency.passes;
    case Times::tiles:
      return (step.columns + command.tile_columns - 1u) / command.tile_columns;
    case Times::groups:
      return (step.rows + lanes - 1u) / lanes;
  }
  return 1;
}

}  // namespace octet::program
