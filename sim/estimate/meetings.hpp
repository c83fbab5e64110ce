// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/estimate/steady_state.hpp"

namespace octet::sim::estimation {

/// A request that lacked nothing but its banks was held against a step of another unit under way, which held a port
/// that the request might need.
struct Meeting {
  std::uint8_t asker = 0, holder = 0;  ///< contexts
  bool reads = false;                  ///< the holder still reads, too
  std::uint64_t asker_step = 0, holder_step = 0;

  friend bool operator==(const Meeting&, const Meeting&) = default;
};

/// Who met whom, so that skipped iterations can be asked whether the same steps of theirs would have found the banks as
/// free: iterations use other slots of their rings, and other rows, so other banks.
class Meetings {
 public:
  void add(const Meeting& meeting);
  /// What is added from now on has this place or a later one; equal meetings are kept once between two marks.
  std::uint64_t mark() { return mark_ = place(); }
  /// Whether all since a place are still known.
  bool knows(std::uint64_t since) const { return since >= forgotten_; }
  /// How many times more (at most `most`) the repetition's meetings end as they did.
  std::uint64_t times_alike(const Repetition& repetition, const Contexts& contexts, const BankPorts& banks,
                            std::uint64_t most);
  /// Steps looked at by `times_alike` so far: what it costs.
  std::uint64_t work() const { return work_; }
  /// Adds the meetings of the repetition as many times as it was skipped.
  void repeat(const Repetition& repetition, std::uint64_t times);

 private:
  /// One step of the repetition, on its way through the repetitions that follow.
  struct MovingStep {
    bool met = false, changed = false;
    std::uint64_t changes_at = 0;  ///< first time at which its banks may be others
    BankUse use, later;            ///< in the repetition, and at the time at hand
  };

  std::uint64_t place() const { return forgotten_ + log_.size(); }
  std::span<const Meeting> since(std::uint64_t place, std::uint64_t end) const {
    return {log_.data() + (place - forgotten_), log_.data() + (end - forgotten_)};
  }

  std::vector<Meeting> log_;
  std::uint64_t forgotten_ = 0, mark_ = 0, work_ = 0;
  std::vector<MovingStep> steps_;       ///< of the question at hand
  std::vector<std::uint8_t> outcomes_;  ///< by meeting: there was a conflict
};

}  // namespace octet::sim::estimation
