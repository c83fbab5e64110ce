// SPDX-License-Identifier: Apache-2.0
#include "hw/common/counters.hpp"

#include "models/program/access.hpp"

namespace octet::hw {
namespace {

using program::Opcode;
using program::Space;

std::uint64_t passes_over_a(const program::Command& command, const program::Step& step) {
  switch (command.opcode) {
    case Opcode::matmul:
      return (step.columns + command.tile_columns - 1u) / command.tile_columns;
    case Opcode::softmax:
    case Opcode::layernorm:
      return 2;
    case Opcode::softmax_plain:
      return 3;
    default:
      return 1;
  }
}

/// Normalization walks its columns anew for each group of rows.
std::uint64_t passes_over_p(const program::Command& command, const program::Step& step, const arch::Lanes& lanes) {
  return command.opcode == Opcode::layernorm ? (step.rows + lanes.normalization - 1u) / lanes.normalization : 1;
}

std::uint64_t word_bytes(Space space, const program::Geometry& geometry) {
  switch (space) {
    case Space::activation:
      return geometry.rows;
    case Space::weight:
      return geometry.columns;
    case Space::accumulator:
      return std::uint64_t{4} * geometry.rows;
    default:
      return 16;
  }
}

}  // namespace

const char* name(StallCause cause) {
  static constexpr std::array<const char*, kStallCauseCount> kNames = {"token", "unit", "port", "bank", "drain"};
  return kNames[static_cast<std::size_t>(cause)];
}

Cycles UnitCounters::total() const {
  Cycles sum = busy + idle;
  for (const Cycles cycles : stalled) sum += cycles;
  return sum;
}

void Counters::add_step(const program::Command& command, const program::Step& step, const program::Geometry& geometry,
                        const arch::Lanes& lanes) {
  bool first = true;  // operand a
  for (const program::Region& region : program::regions(command, step, geometry)) {
    MemoryCounters& memory = memories[static_cast<std::size_t>(region.space)];
    const std::uint64_t passes = first                              ? passes_over_a(command, step)
                                 : region.space == Space::parameter ? passes_over_p(command, step, lanes)
                                                                    : 1;
    const std::uint64_t bytes = region.bytes * region.count * passes;
    first = false;
    (region.is_write ? memory.written : memory.read) += Bytes(bytes);
    if (region.space == Space::dram) continue;  // beats are counted where bursts are cut
    const std::uint64_t word = word_bytes(region.space, geometry);
    (region.is_write ? memory.words_written : memory.words_read) += (bytes + word - 1) / word;
  }
  OperationCounters& operation = operations[static_cast<std::size_t>(command.opcode)];
  const bool moves = command.opcode == Opcode::load || command.opcode == Opcode::store;
  ++operation.steps;
  operation.rows += step.rows;
  // A panel moves whole.
  const bool is_panel = moves && command.layout == program::Layout::panel;
  operation.elements +=
      std::uint64_t{is_panel ? command.tile_columns : step.rows} * step.columns * (moves ? command.element_bytes : 1u);
  if (command.opcode != Opcode::matmul) return;
  macs_8x8 += Macs(std::uint64_t{step.rows} * step.columns * command.depth);
  const std::uint64_t tiles = (step.columns + command.tile_columns - 1u) / command.tile_columns;
  mac_slots += Macs(tiles * geometry.rows * geometry.columns * command.depth);
  drained_columns += step.columns;
}

}  // namespace octet::hw
