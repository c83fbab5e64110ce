// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "models/program/program.hpp"
#include "models/prove/happens_before.hpp"

namespace octet::prove {

/// The most steps of a program, and rows of a host matrix, that are compiled or proved.
inline constexpr std::uint64_t kMostSteps = std::uint64_t{1} << 22;

/// One thing wrong with a program.
struct Finding {
  enum class Kind { field, address, overlap, unbalanced, overflow, deadlock, race, unwritten } kind = Kind::field;
  std::uint64_t command = 0;  ///< index in Program::commands
  std::string text;           ///< names commands, contexts, steps and addresses
};

/// The kind's name, for listings.
const char* name(Finding::Kind kind);

/// Proves a program's tokens and addresses: fields defined and fit for their opcode and context; every byte of every
/// step inside its memory, and none both read and written by one step; tokens balanced per pair of contexts and never
/// above 255, whatever the timing; an untimed run with the geometry's queue depth ends (no deadlock); every two
/// conflicting accesses are ordered by happens-before (program order of a context plus tokens), and what a transposing
/// load writes is read before a later load of its context writes it; every byte read was written before, by the image,
/// the host or a step (bytes of a symbolic program's DRAM count as written). Returns at most `limit` findings; empty
/// means proved. Later checks are skipped when an earlier one leaves nothing to build on. `progress` counts walks over
/// the program's steps.
std::vector<Finding> verify(const program::Program& program, std::size_t limit = 20, const Progress& progress = {});

/// The happens-before check alone, prepared once and asked many times with tokens left out: the compiler uses it to
/// drop redundant tokens, tests to show that none is left.
class RaceChecker {
 public:
  /// Collects the conflicting steps. The program must pass the field checks and run to its end; `InternalError`
  /// otherwise.
  explicit RaceChecker(const program::Program& program);
  /// Whether every conflicting pair stays ordered, tokens stay balanced and at most 255, and nothing deadlocks, with
  /// the tokens of `commands` (same commands but for tokens). Time: proportional to the number of steps, conflicts and
  /// tokens.
  bool ordered(const std::vector<program::Command>& commands) const;

 private:
  struct Conflict {
    std::uint32_t first_context, first_local,
        second;  ///< the first step's context and place in it; the second step's id
  };
  std::vector<Conflict> conflicts_;
  StepTable steps_;
  std::uint32_t queue_depth_;
};

}  // namespace octet::prove
