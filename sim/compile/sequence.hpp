// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/program/command.hpp"

namespace octet::sim {

/// A half-open range of commands that form one group.
struct GroupRange {
  std::uint32_t begin = 0, end = 0;
};

/// All steps of a program in the sequential order that gives it its meaning (group.hpp), and their place in their
/// contexts. Numbers: a *sequence* counts steps of the program in that order, an *ordinal* steps of one context.
class Sequence {
 public:
  struct Entry {
    std::uint32_t command = 0, index = 0;
  };

  /// Checks that the order of every context is kept: in a group, only its last command may have more than one step.
  Sequence(const std::vector<program::Command>& commands, const std::vector<GroupRange>& groups);

  std::uint32_t size() const { return static_cast<std::uint32_t>(order_.size()); }
  const Entry& at(std::uint32_t sequence) const { return order_[sequence]; }
  std::uint32_t find(std::uint32_t command, std::uint32_t index) const { return sequence_[first_[command] + index]; }
  std::uint32_t ordinal(std::uint32_t sequence) const {
    const Entry& entry = order_[sequence];
    return base_ordinal_[entry.command] + entry.index;
  }
  std::uint32_t steps(std::uint32_t command) const { return first_[command + 1] - first_[command]; }
  std::uint32_t group_of(std::uint32_t command) const { return group_of_[command]; }

 private:
  std::vector<Entry> order_;
  std::vector<std::uint32_t> first_;  ///< by command: where its steps start in `sequence_`; one more at the end
  std::vector<std::uint32_t> sequence_;
  std::vector<std::uint32_t> base_ordinal_;  ///< by command
  std::vector<std::uint32_t> group_of_;      ///< by command
};

}  // namespace octet::sim
