// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/bank_ports.hpp"

#include <bit>

#include "models/core/error.hpp"
#include "models/program/access.hpp"

namespace octet::sim::estimation {

BankPorts::BankPorts(const arch::Architecture& architecture) : geometry_(architecture.geometry()) {
  const auto set = [&](program::Space space, const arch::Buffer& buffer) {
    bank_bytes_[static_cast<std::size_t>(space)] = buffer.bytes / buffer.banks;
    dual_port_[static_cast<std::size_t>(space)] = buffer.dual_port;
    any_single_port_ |= !buffer.dual_port;
  };
  set(program::Space::activation, architecture.activation);
  set(program::Space::weight, architecture.weight);
  set(program::Space::accumulator, architecture.accumulator);
  set(program::Space::parameter, architecture.parameter);
}

BankUse BankPorts::use_of(const program::Command& command, const program::Step& step) const {
  BankUse use;
  for (const program::Region& region : program::regions(command, step, geometry_)) {
    if (region.space == program::Space::dram) continue;
    const auto space = static_cast<std::size_t>(region.space);
    const std::uint64_t first = region.address / bank_bytes_[space];
    const std::uint64_t last = (region.address + region.bytes - 1) / bank_bytes_[space];
    OCTET_CHECK(last < 64, "a verified program stays inside its buffers");
    const std::uint64_t banks = (~std::uint64_t{0} >> (63 - (last - first))) << first;
    (region.is_write ? use.writes : use.reads)[space] |= banks;
  }
  return use;
}

bool BankPorts::conflicts(const BankUse& use, hw::UnitId unit) const {
  for (std::uint32_t units = active_ & ~(1u << static_cast<unsigned>(unit)); units != 0; units &= units - 1) {
    const BankUse& held = held_[static_cast<std::size_t>(std::countr_zero(units))];
    for (std::size_t space = 1; space < program::kSpaceCount; ++space) {
      std::uint64_t both = (use.reads[space] & held.reads[space]) | (use.writes[space] & held.writes[space]);
      if (!dual_port_[space]) both |= (use.reads[space] & held.writes[space]) | (use.writes[space] & held.reads[space]);
      if (both != 0) return true;
    }
  }
  return false;
}

void BankPorts::set_reads(hw::UnitId unit, const BankUse& use) {
  held_[static_cast<std::size_t>(unit)].reads = use.reads;
  note_active(static_cast<std::size_t>(unit));
}

void BankPorts::set_writes(hw::UnitId unit, const BankUse& use) {
  held_[static_cast<std::size_t>(unit)].writes = use.writes;
  note_active(static_cast<std::size_t>(unit));
}

void BankPorts::add_writes(hw::UnitId unit, const BankUse& use) {
  BankUse& held = held_[static_cast<std::size_t>(unit)];
  for (std::size_t space = 0; space < program::kSpaceCount; ++space) held.writes[space] |= use.writes[space];
  note_active(static_cast<std::size_t>(unit));
}

void BankPorts::note_active(std::size_t unit) {
  std::uint64_t any = 0;
  for (const std::uint64_t banks : held_[unit].reads) any |= banks;
  for (const std::uint64_t banks : held_[unit].writes) any |= banks;
  active_ = any != 0 ? active_ | 1u << unit : active_ & ~(1u << unit);
}

}  // namespace octet::sim::estimation
