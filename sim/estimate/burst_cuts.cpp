// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/burst_cuts.hpp"

#include "hw/memory/burst_cut.hpp"
#include "sim/estimate/bank_ports.hpp"

namespace octet::sim::estimation {
namespace {

/// What decides how a row (or a row of a block, burst by burst) is cut: where it begins in a beat, and where in a page
/// if a page ends between two bytes of a burst.
std::uint64_t phase_of(std::uint64_t address, const hw::Transfer& transfer, const arch::Memory& memory) {
  const std::uint64_t longest = transfer.transposes ? memory.beat_bytes : memory.burst_bytes;
  const std::uint64_t in_page = address % hw::kBurstPage;
  const bool never_cut = in_page % longest == 0 || in_page + transfer.row_bytes <= hw::kBurstPage;
  return never_cut ? address % memory.beat_bytes : hw::kBurstPage + in_page;
}

}  // namespace

bool cut_alike(const hw::Transfer& one, const hw::Transfer& other, const arch::Memory& memory) {
  if ((other.address - one.address) % hw::kBurstPage == 0) return true;
  if ((other.address - one.address) % memory.beat_bytes != 0) return false;
  for (std::uint64_t row = 0; row < one.rows; ++row)
    if (phase_of(one.address + row * one.pitch, one, memory) !=
        phase_of(other.address + row * other.pitch, one, memory))
      return false;
  return true;
}

std::uint64_t times_cut_alike(const program::Command& command, std::uint64_t index, std::uint64_t steps,
                              std::uint64_t most, const arch::Memory& memory) {
  const hw::Transfer first = hw::transfer_of(command, program::step_at(command, index));
  const Motion motion = motion_of(command, steps);
  const std::uint64_t advance = command.opcode == program::Opcode::store ? motion.d : motion.a;
  const std::uint64_t longest = first.transposes ? memory.beat_bytes : memory.burst_bytes;
  const bool rows_begin_bursts = first.address % longest == 0 && (first.rows == 1 || first.pitch % longest == 0);
  const program::Operand& operand = command.opcode == program::Opcode::store ? command.d : command.a;
  if (operand.ring == program::Ring::none &&
      (advance % hw::kBurstPage == 0 || (rows_begin_bursts && advance % longest == 0)))
    return most;
  for (std::uint64_t time = 1; time <= most; ++time)
    if (!cut_alike(first, hw::transfer_of(command, program::step_at(command, index + time * steps)), memory))
      return time - 1;
  return most;
}

}  // namespace octet::sim::estimation
