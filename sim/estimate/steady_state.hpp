// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/estimate/context_state.hpp"

namespace octet::sim::estimation {

/// How far everything is at one moment.
struct Progress {
  std::uint64_t fingerprint = 0;                      ///< of the machine's state, loop counts aside
  Cycle time = 0;                                     ///< of the run: skipped cycles included
  std::array<std::uint64_t, kContexts> next{};        ///< steps granted of each context's command
  std::array<std::uint32_t, kContexts> unfinished{};  ///< steps granted of it and not over
  std::array<Cycle, kContexts> busy{};                ///< cycles of occupancy so far
  std::uint64_t meetings = 0;                         ///< place in `Meetings`
};

/// A piece of the run that begins and ends in the same state: it follows again and again, until a loop ends.
struct Repetition {
  Progress before, after;

  Cycle cycles() const { return after.time - before.time; }
  std::uint64_t steps(std::size_t context) const { return after.next[context] - before.next[context]; }
};

/// Remembers how far everything was whenever one context reached the same point of its loops. Looks that find nothing
/// become rarer, so that a loop that never repeats costs little more than its steps.
class History {
 public:
  /// Whether iteration `iteration` of command `command` is worth a look.
  bool is_due(std::uint32_t command, std::uint64_t iteration);
  void add(const Progress& now);
  /// Earlier points, oldest first.
  const std::vector<Progress>& past() const { return past_; }
  /// Something was skipped.
  void clear();
  /// A comparison that led nowhere is paid for by as many steps walked as it looked at, before there is another.
  bool may_compare(std::uint64_t steps_walked) const { return steps_walked >= paid_at_; }
  void pay(std::uint64_t steps_walked, std::uint64_t looked_at) { paid_at_ = steps_walked + looked_at; }

 private:
  std::vector<Progress> past_;
  std::uint32_t command_ = ~std::uint32_t{0};
  std::uint64_t every_ = 1, fruitless_ = 0, paid_at_ = 0;
};

/// How often `repetition` may follow once more, banks and bursts aside: until a loop reaches its last iteration, with
/// its other size, or periods whose tokens are skipped; 0 where that began within the repetition.
std::uint64_t times_regular(const Repetition& repetition, const Contexts& contexts);

}  // namespace octet::sim::estimation
