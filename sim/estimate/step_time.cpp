// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/step_time.hpp"

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::sim::estimation {
namespace {

/// groups * (columns_factor * c + group_cycles) + cycles.
struct Body {
  std::uint32_t lanes;
  std::uint64_t columns_factor, group_cycles, cycles;
};

Body body_of(program::Opcode opcode, const arch::Lanes& lanes) {
  using program::Opcode;
  switch (opcode) {
    case Opcode::requantize:
      return {lanes.requantizer, 1, 0, 4};
    case Opcode::softmax:
      return {lanes.softmax, 2, 32, 8};
    case Opcode::softmax_plain:
      return {lanes.softmax, 3, 32, 8};
    case Opcode::gelu:
      return {lanes.activation, 1, 0, 6};
    case Opcode::layernorm:
      return {lanes.normalization, 2, 48, 12};
    case Opcode::add:
      return {lanes.residual_adder, 1, 0, 4};
    case Opcode::load:
    case Opcode::store:
    case Opcode::matmul:
      break;
  }
  OCTET_CHECK(false, "a vector unit runs the command");
}

}  // namespace

Cycle vector_body(const program::Command& command, const program::Step& step, const arch::Lanes& lanes) {
  const Body body = body_of(command.opcode, lanes);
  const std::uint64_t groups = (step.rows + body.lanes - 1) / body.lanes;
  return groups * (body.columns_factor * step.columns + body.group_cycles) + body.cycles;
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
