// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/step_time.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/machine/tables.hpp"

namespace octet::sim::estimation {

Cycle vector_body(const program::Command& command, const program::Step& step, const arch::Lanes& lanes) {
  const std::uint32_t unit_lanes = lanes.of(machine::row(command.opcode).unit);
  OCTET_CHECK(unit_lanes > 0, "a vector unit runs the command");
  return machine::body_cycles(command.opcode, step.rows, step.columns, unit_lanes);
}

StepEnd matmul_body(Cycle granted, std::uint64_t columns, std::uint64_t tile_columns, std::uint64_t depth, bool shadow,
                    Cycle& drain_end) {
  const std::uint64_t tiles = (columns + tile_columns - 1) / tile_columns;
  const Cycle first = std::max(granted + depth, drain_end);
  if (!shadow) {
    drain_end = first + (tiles - 1) * depth + columns;
    return {drain_end, drain_end};
  }
  const Cycle last = first + (tiles - 1) * std::max(depth, tile_columns);
  drain_end = last + columns - (tiles - 1) * tile_columns;
  return {last, drain_end};
}

}  // namespace octet::sim::estimation
