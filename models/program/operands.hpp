// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/machine/tables.hpp"
#include "models/program/step.hpp"

namespace octet::program {

/// A row of the table of the machine (models/machine) read with a command in hand.
inline bool holds(const machine::Condition& condition, const Command& command) {
  return condition.always || (value_of(command, condition.field) == condition.value) == condition.equal;
}

/// Whether the command uses a field that not every opcode uses.
bool uses(const Command& command, machine::Field field);
/// Whether it has that operand.
bool uses(const Command& command, machine::Slot slot);

inline Space space_of(const machine::OperandRow& row, const Command& command) {
  return row.is_chosen ? command.space : row.space;
}

/// Bits of an element.
std::uint64_t element_bits(const machine::OperandRow& row, const Command& command);

inline const Operand& operand_of(const machine::OperandRow& row, const Command& command) {
  const Operand* const all[] = {&command.a, &command.b, &command.p, &command.d};
  return *all[static_cast<std::size_t>(row.slot)];
}

/// Byte address of an operand in a step.
inline std::uint64_t address_of(machine::Slot slot, const Step& step) {
  const std::uint64_t all[] = {step.a, step.b, step.p, step.d};
  return all[static_cast<std::size_t>(slot)];
}

/// The row of a command's result d, which every opcode has.
const machine::OperandRow& result_of(const Command& command);

/// How often a step reads the bytes of an operand; `lanes` are those of its unit.
std::uint64_t times_read(const machine::OperandRow& row, const Command& command, const Step& step, std::uint32_t lanes);

}  // namespace octet::program
