// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/program/command.hpp"

namespace octet::program {

/// One iteration of a command's outer loops with its operand addresses resolved (docs/machine.md, "Commands").
struct Step {
  std::uint32_t i0 = 0, i1 = 0;
  std::uint32_t rows = 0;                    ///< valid rows
  std::uint32_t columns = 0;                 ///< valid columns
  std::uint64_t a = 0, b = 0, p = 0, d = 0;  ///< byte addresses
};

/// count0 * count1.
std::uint64_t step_count(const Command& command);

/// The step of index `index` (i1 fastest), index < step_count(command).
Step step_at(const Command& command, std::uint64_t index);

/// Whether a step waits for (sends) this token: its period starts (ends) here and is not skipped.
bool waits_at(const Command& command, const Token& token, std::uint64_t index);
bool signals_at(const Command& command, const Token& token, std::uint64_t index);

/// How many tokens the command takes or gives through this slot in all.
std::uint64_t token_total(const Command& command, const Token& token);

}  // namespace octet::program
