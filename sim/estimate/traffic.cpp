// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/traffic.hpp"

#include <algorithm>

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
  sum.macs_8x8 += one.macs_8x8 * times;
  sum.bursts += one.bursts * times;
}

/// Bursts and beats of one transfer.
void add_transfer(const hw::Transfer& transfer, const arch::Memory& memory, hw::Counters& counters) {
  const std::uint64_t longest = transfer.transposes ? memory.beat_bytes : memory.burst_bytes, beat = memory.beat_bytes;
  std::uint64_t beats = 0;
  const auto add_row = [&](std::uint64_t offset) {
    const std::uint64_t whole = transfer.row_bytes / longest, rest = transfer.row_bytes % longest;
    beats += whole * ((offset + longest + beat - 1) / beat) + (rest == 0 ? 0 : (offset + rest + beat - 1) / beat);
  };
  if (transfer.pitch % beat == 0) {
    add_row(transfer.address % beat);
    beats *= transfer.rows;
  } else {
    for (std::uint64_t row = 0; row < transfer.rows; ++row) add_row((transfer.address + row * transfer.pitch) % beat);
  }
  counters.bursts += transfer.rows * ((transfer.row_bytes + longest - 1) / longest);
  hw::MemoryCounters& dram = of(counters, Space::dram);
  (transfer.is_write ? dram.words_written : dram.words_read) += beats;
}

void add_command(const program::Command& command, const arch::Architecture& architecture, hw::Counters& sum) {
  const std::uint64_t count0 = command.count0, count1 = command.count1;
  const auto add_steps = [&](std::uint64_t index, std::uint64_t times) {
    if (times == 0) return;
    const program::Step step = program::step_at(command, index);
    hw::Counters one;
    one.add_step(command, step, architecture.geometry());
    if (command.opcode == program::Opcode::load || command.opcode == program::Opcode::store)
      add_transfer(hw::transfer_of(command, step), architecture.memory, one);
    add_times(sum, one, times);
  };
  add_steps(0, (count0 - 1) * (count1 - 1));
  add_steps(count1 - 1, count0 - 1);
  add_steps((count0 - 1) * count1, count1 - 1);
  add_steps(count0 * count1 - 1, 1);
}

}  // namespace

hw::Counters count_traffic(const program::Program& program, const arch::Architecture& architecture) {
  hw::Counters sum;
  for (const program::Command& command : program.commands) add_command(command, architecture, sum);
  sum.commands = program.commands.size();
  for (std::uint64_t i = 0; i < program.commands.size(); ++i)
    add_transfer(hw::fetch_of(program.program_base + i * program::Command::kBytes), architecture.memory, sum);
  of(sum, Space::dram).read += Bytes(sum.commands * program::Command::kBytes);
  return sum;
}

}  // namespace octet::sim::estimation
