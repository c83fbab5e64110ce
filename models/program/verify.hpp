// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/program/program.hpp"

namespace octet::program {

/// One thing wrong with a program.
struct Finding {
  enum class Kind { field, address, unbalanced, overflow, deadlock, race, unwritten } kind = Kind::field;
  std::uint64_t command = 0;  ///< index in Program::commands
  std::string text;           ///< names commands, contexts, steps and addresses
};

/// Proves a program's tokens and addresses: fields defined and fit for their opcode and context; every byte of every step inside its
/// memory; tokens balanced per pair of contexts and never above 255; an untimed run with the geometry's queue depth ends (no deadlock);
/// every two conflicting accesses are ordered by happens-before (program order of a context plus tokens); every byte read was
/// written before, by the image, the host or a step. Returns at most `limit` findings; empty means proved.
std::vector<Finding> verify(const Program& program, std::size_t limit = 20);

/// The happens-before check alone, prepared once and asked many times with tokens left out: the compiler uses it to drop redundant
/// tokens, tests to show that none is left.
class RaceChecker {
 public:
  explicit RaceChecker(const Program& program);
  /// Whether every conflicting pair stays ordered, and nothing deadlocks, with the tokens of `commands` (same commands but for tokens).
  bool ordered(const std::vector<Command>& commands) const;

 private:
  struct Conflict {
    std::uint32_t first, second;  ///< step ids in sequential order of one legal run
  };
  std::vector<Conflict> conflicts_;
  Geometry geometry_;
};

}  // namespace octet::program
