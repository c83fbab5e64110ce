// SPDX-License-Identifier: Apache-2.0
#include "hw/common/counters.hpp"

#include "models/program/access.hpp"
#include "models/program/operands.hpp"

namespace octet::hw {
using program::Space;

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
  const machine::OpcodeRow& row = machine::row(command.opcode);
  const std::uint32_t unit_lanes = lanes.of(row.unit);
  for (const program::Footprint& footprint : program::footprints(command, step, geometry)) {
    MemoryCounters& memory = memories[static_cast<std::size_t>(footprint.space)];
    const std::uint64_t bytes =
        footprint.moved_bytes() * program::times_read(*footprint.row, command, step, unit_lanes);
    (footprint.is_write ? memory.written : memory.read) += Bytes(bytes);
    if (footprint.space == Space::dram) continue;  // beats are counted where bursts are cut
    const std::uint64_t word = geometry.word_bytes(footprint.space);
    (footprint.is_write ? memory.words_written : memory.words_read) += (bytes + word - 1) / word;
  }
  OperationCounters& operation = operations[static_cast<std::size_t>(command.opcode)];
  const bool moves = row.moves();
  ++operation.steps;
  operation.rows += step.rows;
  // A panel moves whole.
  const bool is_panel = moves && command.layout == program::Layout::panel;
  operation.elements +=
      std::uint64_t{is_panel ? command.tile_columns : step.rows} * step.columns * (moves ? command.element_bytes : 1u);
  if (row.unit != machine::UnitKind::matmul) return;
  macs_8x8 += Macs(std::uint64_t{step.rows} * step.columns * command.depth);
  const std::uint64_t tiles = (step.columns + command.tile_columns - 1u) / command.tile_columns;
  mac_slots += Macs(tiles * geometry.rows * geometry.columns * command.depth);
  drained_columns += step.columns;
}

}  // namespace octet::hw
