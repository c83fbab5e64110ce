// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/full_load.hpp"

namespace octet::tech {

using program::Opcode;
using program::Space;

hw::Counters full_load(const arch::Architecture& it, Cycles cycles) {
  const std::uint64_t count = cycles.count(), beat = it.memory.beat_bytes;
  hw::Counters load;
  load.cycles = cycles;
  load.mac_slots = load.macs_8x8 = Macs(count * it.rows * it.columns);
  const auto elements = [&](Opcode opcode) -> std::uint64_t& {
    return load.operations[static_cast<std::size_t>(opcode)].elements;
  };
  elements(Opcode::requantize) = count * it.lanes.requantizer;
  elements(Opcode::gelu) = count * it.lanes.activation;
  elements(Opcode::add) = count * it.lanes.residual_adder;
  elements(Opcode::softmax) = count * it.lanes.softmax / 2;
  elements(Opcode::layernorm) = count * it.lanes.normalization / 2;
  elements(Opcode::load) = count * beat;
  load.operations[static_cast<std::size_t>(Opcode::matmul)].steps = count;
  load.commands = count * beat / program::Command::kBytes;
  const auto words = [&](Space space, const arch::Buffer& buffer, std::uint64_t word_bytes) {
    hw::MemoryCounters& memory = load.memories[static_cast<std::size_t>(space)];
    memory.words_read = count;
    memory.words_written = buffer.dual_port ? count : 0;
    memory.read = Bytes(memory.words_read * word_bytes);
    memory.written = Bytes(memory.words_written * word_bytes);
  };
  words(Space::activation, it.activation, it.rows);
  words(Space::weight, it.weight, it.columns);
  words(Space::accumulator, it.accumulator, std::uint64_t{4} * it.rows);
  words(Space::parameter, it.parameter, 16);
  return load;
}

}  // namespace octet::tech
