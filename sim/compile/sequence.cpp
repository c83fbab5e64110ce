// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/sequence.hpp"

#include <algorithm>
#include <array>

#include "models/core/error.hpp"
#include "models/program/step.hpp"

namespace octet::sim {

using program::Command;

Sequence::Sequence(const std::vector<Command>& commands, const std::vector<GroupRange>& groups)
    : base_ordinal_(commands.size()), group_of_(commands.size()) {
  std::array<std::uint32_t, program::kContextCount> steps{};
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    first_.push_back(total);
    const auto count = static_cast<std::uint32_t>(program::step_count(commands[i]));
    std::uint32_t& ordinal = steps[static_cast<std::size_t>(commands[i].context)];
    base_ordinal_[i] = ordinal;
    ordinal += count;
    total += count;
  }
  first_.push_back(total);
  sequence_.resize(total);
  order_.reserve(total);
  for (std::size_t group = 0; group < groups.size(); ++group) {
    std::uint32_t count0 = 1, count1 = 1;
    for (std::uint32_t i = groups[group].begin; i < groups[group].end; ++i) {
      group_of_[i] = static_cast<std::uint32_t>(group);
      count0 = std::max<std::uint32_t>(count0, commands[i].count0);
      count1 = std::max<std::uint32_t>(count1, commands[i].count1);
    }
    for (std::uint32_t i0 = 0; i0 < count0; ++i0)
      for (std::uint32_t i1 = 0; i1 < count1; ++i1)
        for (std::uint32_t i = groups[group].begin; i < groups[group].end; ++i) {
          const Command& command = commands[i];
          OCTET_CHECK(
              (command.count0 == 1 || command.count0 == count0) && (command.count1 == 1 || command.count1 == count1),
              "commands of a group run in lockstep");
          if ((command.count0 == 1 && i0 > 0) || (command.count1 == 1 && i1 > 0)) continue;
          const std::uint32_t index = (command.count0 == 1 ? 0 : i0) * command.count1 + (command.count1 == 1 ? 0 : i1);
          sequence_[first_[i] + index] = static_cast<std::uint32_t>(order_.size());
          order_.push_back({i, index});
        }
  }
  std::array<std::uint32_t, program::kContextCount> next{};
  for (std::uint32_t i = 0; i < size(); ++i) {
    std::uint32_t& expected = next[static_cast<std::size_t>(commands[order_[i].command].context)];
    OCTET_CHECK(ordinal(i) == expected,
                "a context's steps keep their order in command " + std::to_string(order_[i].command));
    ++expected;
  }
}

}  // namespace octet::sim
