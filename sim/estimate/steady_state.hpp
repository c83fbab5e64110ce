// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/estimate/context_state.hpp"

namespace octet::sim::estimation {

/// How far everything is at one moment.
struct Progress {
  std::uint64_t fingerprint = 0;                ///< of the machine's state, loop counts aside
  Cycle time = 0;                               ///< of the run: skipped cycles included
  std::array<std::uint64_t, kContexts> next{};  ///< steps granted of each context's command
  std::array<Cycle, kContexts> busy{};          ///< cycles of occupancy so far
};

/// A piece of the run that begins and ends in the same state: it follows again and again, until a loop ends.
struct Repetition {
  Progress before, after;

  Cycle cycles() const { return after.time - before.time; }
  std::uint64_t steps(std::size_t context) const { return after.next[context] - before.next[context]; }
};

/// Remembers how far everything was whenever one context reached the same point of its loops.
class History {
 public:
  /// The shortest repetition that ends now, if any.
  std::optional<Repetition> add(const Progress& now);
  void clear() { past_.clear(); }

 private:
  std::vector<Progress> past_;
};

/// How often `repetition` follows once more: until a loop reaches its last iteration, with its other size, or periods
/// whose tokens are skipped; 0 where that began within the repetition.
std::uint64_t times_more(const Repetition& repetition, const std::array<ContextState, kContexts>& contexts);

}  // namespace octet::sim::estimation
