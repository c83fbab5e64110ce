// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "models/program/command.hpp"
#include "sim/compile/dependences.hpp"
#include "sim/compile/sequence.hpp"

namespace octet::sim {

/// One token slot of a producer's signals and the matching slot of a consumer's waits: the n-th signal is the n-th
/// wait.
struct TokenPair {
  std::uint32_t producer = 0, consumer = 0;  ///< commands
  program::Period signal_period = program::Period::command, wait_period = program::Period::command;
  std::uint32_t signal_skip = 0, wait_skip = 0;
  std::uint32_t count = 1;  ///< tokens in all

  /// Steps between which the n-th token passes.
  std::uint32_t signal_step(const std::vector<program::Command>& commands, std::uint32_t n) const;
  std::uint32_t wait_step(const std::vector<program::Command>& commands, std::uint32_t n) const;
};

/// Why the commands cannot be ordered by tokens: a limit of the machine met by this pair.
struct TokenLimit {
  std::uint32_t producer = 0, consumer = 0;  ///< commands
  std::string limit;
};

/// For every producer and consumer that conflict, the pair of periods and skips that orders all their conflicts and
/// holds the consumer back least. Pairs of the same two contexts never cross, so that tokens are matched as meant; what
/// crossing pairs would order, the inner ones do. Throws TokenLimit. `progress` counts pairs of contexts.
std::vector<TokenPair> choose_tokens(const std::vector<program::Command>& commands, const Sequence& sequence,
                                     const std::vector<std::vector<Requirement>>& dependences,
                                     const Progress& progress = {});

/// Drops pairs, the farthest first, as long as the rest orders every dependence. Afterwards none can be left out.
/// `progress` counts pairs.
std::vector<TokenPair> drop_redundant(const std::vector<program::Command>& commands, const Sequence& sequence,
                                      const std::vector<std::vector<Requirement>>& dependences,
                                      std::vector<TokenPair> pairs, const Progress& progress = {});

/// Writes the pairs into the commands' slots. Throws TokenLimit.
void set_tokens(std::vector<program::Command>& commands, const std::vector<TokenPair>& pairs);

}  // namespace octet::sim
