// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/full_load.hpp"

#include "models/machine/tables.hpp"

namespace octet::tech {

using program::Opcode;
using program::Space;

namespace {

/// Bytes of the widest element that vector units move.
constexpr std::uint64_t kElement = 2;
/// Cycles of a group of rows (docs/machine.md, "Bodies"): a group of one column is the shortest.
constexpr std::uint64_t shortest_group(Opcode opcode) {
  const machine::Latency& it = machine::row(opcode).latency;
  return std::uint64_t{it.passes} + it.group;
}

/// Elements and groups of rows, each at the rate its unit does one of them alone.
hw::OperationCounters whole_rows(Opcode opcode, std::uint64_t cycles, std::uint64_t lanes) {
  return {0, cycles * lanes / shortest_group(opcode), cycles * lanes / machine::row(opcode).latency.passes};
}

}  // namespace

hw::Counters full_load(const arch::Architecture& it, Cycles cycles) {
  const std::uint64_t count = cycles.count(), beat = it.memory.beat_bytes;
  hw::Counters load;
  load.cycles = cycles;
  load.mac_slots = load.macs_8x8 = Macs(count * it.rows * it.columns);
  load.drained_columns = count;
  const auto of = [&](Opcode opcode) -> hw::OperationCounters& {
    return load.operations[static_cast<std::size_t>(opcode)];
  };
  of(Opcode::requantize).elements = count * it.lanes.requantizer;
  of(Opcode::gelu).elements = count * it.lanes.activation;
  of(Opcode::add).elements = count * it.lanes.residual_adder;
  // An element of a plain softmax takes three passes and costs more than twice one of attention's, which takes two.
  of(Opcode::softmax_plain) = whole_rows(Opcode::softmax_plain, count, it.lanes.softmax);
  of(Opcode::layernorm) = whole_rows(Opcode::layernorm, count, it.lanes.normalization);
  of(Opcode::load).elements = count * beat;
  of(Opcode::matmul).steps = count;
  load.commands = count * beat / program::Command::kBytes;
  // Bytes a cycle that each unit moves at its rate, but for what it moves once a row.
  const program::Geometry geometry = it.geometry();
  const auto moves = [&](Space space, std::uint64_t read, std::uint64_t written) {
    const std::uint64_t word = geometry.word_bytes(space);
    hw::MemoryCounters& memory = load.memories[static_cast<std::size_t>(space)];
    memory.read = Bytes(count * read);
    memory.written = Bytes(count * written);
    memory.words_read = (count * read + word - 1) / word;
    memory.words_written = (count * written + word - 1) / word;
  };
  const arch::Lanes& lanes = it.lanes;
  const std::uint64_t streams = lanes.softmax + lanes.activation + lanes.normalization;
  moves(Space::activation, it.rows + kElement * (streams + std::uint64_t{2} * lanes.residual_adder) + beat,
        kElement * (lanes.requantizer + lanes.residual_adder) + streams + beat);
  moves(Space::weight, it.columns, beat);
  moves(Space::accumulator, 4 * std::uint64_t{lanes.requantizer}, std::uint64_t{4} * it.rows);
  moves(Space::parameter, 32, beat);  // two entries of tables
  return load;
}

}  // namespace octet::tech
