// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/traffic.hpp"

#include <algorithm>

#include "hw/memory/burst_cut.hpp"
#include "hw/memory/transfer.hpp"

namespace octet::sim::estimation {
namespace {

using program::Space;

hw::MemoryCounters& of(hw::Counters& counters, Space space) {
  return counters.memories[static_cast<std::size_t>(space)];
}

void add_times(hw::Counters& sum, const hw::Counters& one, std::uint64_t times) {
  for (std::size_t i = 0; i < sum.memories.size(); ++i) {
    sum.memories[i].read += one.memories[i].read * times;
    sum.memories[i].written += one.memories[i].written * times;
    sum.memories[i].words_read += one.memories[i].words_read * times;
    sum.memories[i].words_written += one.memories[i].words_written * times;
  }
  for (std::size_t i = 0; i < sum.operations.size(); ++i) {
    sum.operations[i].steps += one.operations[i].steps * times;
    sum.operations[i].rows += one.operations[i].rows * times;
    sum.operations[i].elements += one.operations[i].elements * times;
  }
  sum.macs_8x8 += one.macs_8x8 * times;
  sum.mac_slots += one.mac_slots * times;
  sum.drained_columns += one.drained_columns * times;
  sum.bursts += one.bursts * times;
  sum.activations += one.activations * times;
  sum.commands += one.commands * times;
}

struct Bursts {
  std::uint64_t bursts = 0, beats = 0, activations = 0;
  Bursts& operator+=(const Bursts& other) {
    bursts += other.bursts;
    beats += other.beats;
    activations += other.activations;
    return *this;
  }
};

/// Of a run of bytes in bursts of at most `longest`.
Bursts of_run(std::uint64_t address, std::uint64_t bytes, std::uint32_t longest, const arch::Memory& memory) {
  const hw::ClosedForm* closed = memory.device.kind().closed_form;
  Bursts out;
  hw::cut_run(address, bytes, longest, false, [&](const hw::EqualBursts& bursts) {
    const std::uint64_t rows = closed == nullptr ? 0 : closed->rows_opened(bursts.first.bytes);
    out += {bursts.count, bursts.count * hw::beats_of(bursts.first, memory.beat_bytes), bursts.count * rows};
  });
  return out;
}

/// Of a row of blocks, each a beat's worth of bytes.
Bursts of_block_row(std::uint64_t address, std::uint64_t bytes, const arch::Memory& memory) {
  const std::uint32_t beat = memory.beat_bytes;
  if (address % beat == 0) return of_run(address, bytes, beat, memory);  // no page ends within a block
  Bursts out;
  for (std::uint64_t at = 0; at < bytes; at += beat)
    out += of_run(address + at, std::min<std::uint64_t>(beat, bytes - at), memory.burst_bytes, memory);
  return out;
}

void add_transfer(const hw::Transfer& transfer, const arch::Memory& memory, hw::Counters& counters) {
  Bursts sum;
  for (std::uint64_t row = 0; row < transfer.rows; ++row) {
    const std::uint64_t address = transfer.address + row * transfer.pitch;
    sum += transfer.transposes ? of_block_row(address, transfer.row_bytes, memory)
                               : of_run(address, transfer.row_bytes, memory.burst_bytes, memory);
  }
  counters.bursts += sum.bursts;
  counters.activations += sum.activations;
  hw::MemoryCounters& dram = of(counters, Space::dram);
  (transfer.is_write ? dram.words_written : dram.words_read) += sum.beats;
}

void add_command(const program::Command& command, const arch::Architecture& architecture, hw::Counters& sum) {
  const std::uint64_t count0 = command.count0, count1 = command.count1;
  const auto add_steps = [&](std::uint64_t index, std::uint64_t times) {
    if (times == 0) return;
    const program::Step step = program::step_at(command, index);
    hw::Counters one;
    one.add_step(command, step, architecture.geometry(), architecture.lanes);
    add_times(sum, one, times);
  };
  add_steps(0, (count0 - 1) * (count1 - 1));
  add_steps(count1 - 1, count0 - 1);
  add_steps((count0 - 1) * count1, count1 - 1);
  add_steps(count0 * count1 - 1, 1);
  // How a transfer is cut depends on where it lies.
  if (command.opcode != program::Opcode::load && command.opcode != program::Opcode::store) return;
  for (std::uint64_t index = 0; index < count0 * count1; ++index)
    add_transfer(hw::transfer_of(command, program::step_at(command, index)), architecture.memory, sum);
}

}  // namespace

std::vector<hw::Counters> count_layers(const program::Program& program, const arch::Architecture& architecture) {
  if (architecture.memory.device.kind().closed_form != nullptr) return count_layers(program, architecture, {});
  Timeline timeline(program, architecture, false);
  timeline.run();
  return count_layers(program, architecture, timeline.commands());
}

std::vector<hw::Counters> count_layers(const program::Program& program, const arch::Architecture& architecture,
                                       const std::vector<CommandSpan>& commands) {
  std::vector<hw::Counters> layers(program.layers.size());
  for (std::uint64_t i = 0; i < program.commands.size(); ++i) {
    const program::Command& command = program.commands[i];
    if (command.layer >= layers.size()) layers.resize(command.layer + 1u);
    hw::Counters& layer = layers[command.layer];
    add_command(command, architecture, layer);
    ++layer.commands;
    if (!commands.empty()) layer.activations += commands[i].rows_opened;
    add_transfer(hw::fetch_of(program.program_base + i * program::Command::kBytes), architecture.memory, layer);
    of(layer, Space::dram).read += Bytes(program::Command::kBytes);
  }
  return layers;
}

hw::Counters sum_of(const std::vector<hw::Counters>& layers) {
  hw::Counters sum;
  for (const hw::Counters& layer : layers) add_times(sum, layer, 1);
  return sum;
}

}  // namespace octet::sim::estimation
