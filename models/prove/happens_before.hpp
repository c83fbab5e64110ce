// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "models/program/step.hpp"

namespace octet::prove {

/// Numbers every step of a program: id = first step of its command + index in the command.
class StepTable {
 public:
  explicit StepTable(const std::vector<program::Command>& commands);

  std::uint32_t size() const { return first_.back(); }
  std::uint32_t id(std::uint32_t command, std::uint64_t index) const {
    return first_[command] + static_cast<std::uint32_t>(index);
  }
  std::uint32_t command_of(std::uint32_t step) const;
  std::uint32_t index_of(std::uint32_t step) const { return step - first_[command_of(step)]; }
  /// Position of a step among all steps of its context.
  std::uint32_t local(std::uint32_t command, std::uint64_t index) const {
    return before_[command] + static_cast<std::uint32_t>(index);
  }

 private:
  std::vector<std::uint32_t> first_;   ///< one more than commands: the total last
  std::vector<std::uint32_t> before_;  ///< steps of the same context in earlier commands
};

/// Happens-before of a program, by vector clocks: the n-th wait of a (producer, consumer) pair takes the n-th signal, a
/// step follows the steps of its context before it and the steps whose signals it took.
class HappensBefore {
 public:
  /// `progress` counts steps.
  HappensBefore(const std::vector<program::Command>& commands, const StepTable& steps, std::uint32_t queue_depth,
                const Progress& progress = {});

  /// Whether the run came to its end; if not, `blocked()` says who waits for what.
  bool complete() const { return complete_; }
  const std::string& blocked() const { return blocked_; }
  /// Steps in the order of one legal run (only those that ran).
  const std::vector<std::uint32_t>& order() const { return order_; }
  /// Whether `first` (a step's context and local position) has ended before step `second` starts, whatever the timing.
  bool before(std::size_t first_context, std::uint32_t first_local, std::uint32_t second) const {
    return clock_[second][first_context] > first_local;
  }
  /// Most tokens of (producer, consumer) that can be there at once, whatever the timing; 0 for an unused pair.
  std::uint64_t most_tokens(std::size_t producer, std::size_t consumer) const;
  /// Most tokens over all pairs.
  std::uint64_t most_tokens() const;
  /// Whether every token given was taken.
  bool balanced() const;

 private:
  using Clock = std::array<std::uint32_t, 16>;  // contexts, rounded up so that the maximum is a few vector operations
  static_assert(program::kContextCount <= 16);
  struct Channel {
    std::vector<std::uint32_t> signals;  ///< step ids
    std::vector<std::uint32_t> waits;    ///< local positions in the consumer
  };
  std::vector<Clock> clock_;
  std::vector<std::uint32_t> order_;
  std::array<std::array<Channel, program::kContextCount>, program::kContextCount> channels_;
  bool complete_ = false;
  std::string blocked_;
};

}  // namespace octet::prove
