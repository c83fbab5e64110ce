// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/bank_ports.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "models/core/error.hpp"
#include "models/program/access.hpp"

namespace octet::sim::estimation {

bool Motion::on_chip_stands(program::Opcode opcode) const {
  const bool a_stands = a == 0 || opcode == program::Opcode::load,
             d_stands = d == 0 || opcode == program::Opcode::store;
  return a_stands && b == 0 && p == 0 && d_stands;
}

Motion motion_of(const program::Command& command, std::uint64_t steps) {
  const bool whole = steps % command.count1 == 0;
  const std::uint64_t outer = steps / command.count1;
  Motion out;
  const auto advance = [&](const program::Operand& it) -> std::uint64_t {
    const std::uint64_t slots = it.ring_count == 0 ? 1 : it.ring_count;
    const std::uint64_t turns = it.ring == program::Ring::step ? steps : whole ? outer : 0;
    if (it.ring != program::Ring::none && it.stride0 != 0 && turns % slots != 0) {
      out.ring_times = std::lcm(out.ring_times, slots / std::gcd(slots, turns));
      return 0;
    }
    if (it.ring == program::Ring::none) return whole ? outer * it.stride0 : steps * it.stride1;
    return it.ring == program::Ring::outer && !whole ? steps * it.stride1 : 0;
  };
  out.a = advance(command.a);
  out.b = advance(command.b);
  out.p = advance(command.p);
  out.d = advance(command.d);
  return out;
}

BankPorts::BankPorts(const arch::Architecture& architecture) : geometry_(architecture.geometry()) {
  for (const program::Space space : machine::kBuffers) {
    const arch::Buffer& buffer = architecture.buffers[space];
    bank_bytes_[static_cast<std::size_t>(space)] = buffer.bytes / buffer.banks;
    if (!buffer.dual_port) single_port_ |= 1u << static_cast<unsigned>(space);
  }
}

BankUse BankPorts::use_of(const program::Command& command, const program::Step& step) const {
  BankUse use;
  for (const program::Footprint& footprint : program::footprints(command, step, geometry_)) {
    if (footprint.space == program::Space::dram) continue;
    const auto space = static_cast<std::size_t>(footprint.space);
    const std::uint64_t first = footprint.address / bank_bytes_[space];
    const std::uint64_t last = (footprint.address + footprint.bytes - 1) / bank_bytes_[space];
    OCTET_CHECK(last < 64, "a verified program stays inside its buffers");
    const std::uint64_t banks = (~std::uint64_t{0} >> (63 - (last - first))) << first;
    (footprint.is_write ? use.writes : use.reads)[space] |= banks;
    std::uint8_t& spaces = footprint.is_write ? use.writes_in : use.reads_in;
    spaces = static_cast<std::uint8_t>(spaces | 1u << space);
  }
  return use;
}

unsigned BankPorts::meet_in(const BankUse& use, const BankUse& held, bool reads) const {
  const unsigned held_reads = reads ? held.reads_in : 0u;
  return (use.reads_in & held_reads) | (use.writes_in & held.writes_in) |
         (single_port_ & ((use.reads_in & held.writes_in) | (use.writes_in & held_reads)));
}

bool BankPorts::conflict(const BankUse& use, const BankUse& held, bool reads, unsigned spaces) const {
  for (; spaces != 0; spaces &= spaces - 1) {
    const auto space = static_cast<std::size_t>(std::countr_zero(spaces));
    const std::uint64_t held_reads = reads ? held.reads[space] : 0;
    std::uint64_t both = (use.reads[space] & held_reads) | (use.writes[space] & held.writes[space]);
    if ((single_port_ >> space & 1) != 0)
      both |= (use.reads[space] & held.writes[space]) | (use.writes[space] & held_reads);
    if (both != 0) return true;
  }
  return false;
}

std::uint64_t BankPorts::times_until_change(const program::Command& command, const program::Step& step,
                                            const Motion& motion) const {
  if (motion.ring_times != 1) return 1;
  program::Step next = step;
  next.a += motion.a;
  next.b += motion.b;
  next.p += motion.p;
  next.d += motion.d;
  const program::Footprints now = program::footprints(command, step, geometry_);
  const program::Footprints later = program::footprints(command, next, geometry_);
  std::uint64_t times = ~std::uint64_t{0};
  for (std::size_t i = 0; i < now.size; ++i) {
    const program::Footprint& footprint = now.items[i];
    const std::uint64_t advance = later.items[i].address - footprint.address;
    if (footprint.space == program::Space::dram || advance == 0) continue;
    const std::uint64_t bank = bank_bytes_[static_cast<std::size_t>(footprint.space)];
    // The next bank begins that many bytes after the footprint's first and last byte.
    const auto crossing = [&](std::uint64_t address) { return (bank - address % bank + advance - 1) / advance; };
    times = std::min({times, crossing(footprint.address), crossing(footprint.address + footprint.bytes - 1)});
  }
  return times;
}

}  // namespace octet::sim::estimation
