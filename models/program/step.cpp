// SPDX-License-Identifier: Apache-2.0
#include "models/program/step.hpp"

#include "models/core/error.hpp"

namespace octet::program {
namespace {

std::uint64_t address(const Operand& operand, const Command& command, std::uint64_t i0, std::uint64_t i1) {
  const std::uint64_t slots = operand.ring_count == 0 ? 1 : operand.ring_count;
  switch (operand.ring) {
    case Ring::none:
      return operand.base + i0 * operand.stride0 + i1 * operand.stride1;
    case Ring::outer:
      return operand.base + (i0 % slots) * operand.stride0 + i1 * operand.stride1;
    case Ring::step:
      return operand.base + ((i0 * command.count1 + i1) % slots) * operand.stride0;
  }
  return operand.base;
}

}  // namespace

std::uint64_t step_count(const Command& command) { return std::uint64_t{command.count0} * command.count1; }

Step step_at(const Command& command, std::uint64_t index) {
  OCTET_CHECK(index < step_count(command), "step " + std::to_string(index));
  Step step;
  step.i0 = static_cast<std::uint32_t>(index / command.count1);
  step.i1 = static_cast<std::uint32_t>(index % command.count1);
  step.rows = step.i1 + 1 == command.count1 ? command.rows_last : command.rows;
  step.columns = step.i0 + 1 == command.count0 ? command.columns_last : command.columns;
  step.a = address(command.a, command, step.i0, step.i1);
  step.b = address(command.b, command, step.i0, step.i1);
  step.p = address(command.p, command, step.i0, step.i1);
  step.d = address(command.d, command, step.i0, step.i1);
  return step;
}

bool waits_at(const Command& command, const Token& token, std::uint64_t index) {
  if (!token.valid) return false;
  switch (token.period) {
    case Period::command:
      return index == 0 && token.skip == 0;
    case Period::outer:
      return index % command.count1 == 0 && index / command.count1 >= token.skip;
    case Period::step:
      return index >= token.skip;
  }
  return false;
}

bool signals_at(const Command& command, const Token& token, std::uint64_t index) {
  if (!token.valid) return false;
  const std::uint64_t steps = step_count(command);
  switch (token.period) {
    case Period::command:
      return index + 1 == steps && token.skip == 0;
    case Period::outer:
      return index % command.count1 + 1u == command.count1 && index / command.count1 + token.skip < command.count0;
    case Period::step:
      return index + token.skip < steps;
  }
  return false;
}

std::uint64_t token_total(const Command& command, const Token& token) {
  if (!token.valid) return 0;
  const std::uint64_t steps = step_count(command);
  if (steps == 0) return 0;
  const std::uint64_t periods = token.period == Period::command ? 1
                                : token.period == Period::outer ? command.count0
                                                                : steps;
  return periods > token.skip ? periods - token.skip : 0;
}

}  // namespace octet::program
