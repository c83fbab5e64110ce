// SPDX-License-Identifier: Apache-2.0
#include "hw/units/matmul.hpp"

#include <algorithm>

namespace octet::hw {

StepTiming Matmul::body(Cycle granted, std::uint64_t columns, std::uint64_t tile_columns, std::uint64_t depth,
                        bool shadow, Cycle& drain_end) {
  Cycle start = granted, handover = granted;
  for (std::uint64_t column = 0; column < columns; column += tile_columns) {
    handover = std::max(start + depth, drain_end);
    drain_end = handover + std::min(tile_columns, columns - column);
    start = shadow ? handover : drain_end;
  }
  return {shadow ? handover : drain_end, drain_end};
}

StepTiming Matmul::time_step(const GrantedStep& step) {
  const program::Command& command = step.command();
  return body(step.granted, step.step.columns, command.tile_columns, command.depth, architecture().shadow_accumulators,
              drain_end_);
}

}  // namespace octet::hw
