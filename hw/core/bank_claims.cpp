// SPDX-License-Identifier: Apache-2.0
#include "hw/core/bank_claims.hpp"

#include <bit>

#include "models/core/error.hpp"

namespace octet::hw {
namespace {

/// Calls `visit` with the index of every set bit.
template <class Visit>
void for_each_bank(std::uint64_t banks, Visit visit) {
  for (; banks != 0; banks &= banks - 1) visit(static_cast<std::size_t>(std::countr_zero(banks)));
}

}  // namespace

BankClaims::BankClaims(OnChipBuffers& buffers) : buffers_(buffers) {
  for (std::size_t space = 1; space < program::kSpaceCount; ++space)
    dual_port_[space] = buffers.of(static_cast<program::Space>(space)).dual_port();
}

std::size_t BankClaims::port_of(const Claim& claim) const {
  const auto space = static_cast<std::size_t>(claim.space);
  return 2 * space + (claim.is_write && dual_port_[space] ? 1 : 0);
}

Claims BankClaims::claims_of(const IssuedCommand& issued, const program::Step& step,
                             const program::Geometry& geometry) const {
  Claims claims;
  for (const program::Footprint& footprint : program::footprints(issued.command, step, geometry)) {
    const bool in_dram = footprint.space == program::Space::dram;
    const std::uint64_t bytes = in_dram ? geometry.dram_bytes : buffers_.of(footprint.space).memory().bytes();
    const std::uint64_t end = footprint.address + (footprint.count - 1) * footprint.pitch + footprint.bytes;
    if (footprint.bytes == 0 || end > bytes)
      throw MachineFault(describe(issued) + ", step " + std::to_string(step.i0) + "," + std::to_string(step.i1) + ": " +
                         program::name(footprint.space) + " address " + std::to_string(footprint.address) + " and " +
                         std::to_string(end - footprint.address) + " bytes from it leave its " + std::to_string(bytes) +
                         " bytes");
    if (in_dram) continue;
    claims.items.at(claims.size++) = {footprint.space, footprint.is_write,
                                      buffers_.of(footprint.space).banks_of(footprint.address, footprint.bytes)};
  }
  return claims;
}

bool BankClaims::conflicts(const Claims& claims, UnitId unit) const {
  for (std::size_t i = 0; i < claims.size; ++i) {
    const Port& port = ports_[port_of(claims.items[i])];
    bool conflict = false;
    for_each_bank(claims.items[i].banks & port.held, [&](std::size_t bank) { conflict |= port.owner[bank] != unit; });
    if (conflict) return true;
  }
  return false;
}

void BankClaims::acquire(const Claims& claims, UnitId unit) {
  for (std::size_t i = 0; i < claims.size; ++i) {
    Port& port = ports_[port_of(claims.items[i])];
    port.held |= claims.items[i].banks;
    for_each_bank(claims.items[i].banks, [&](std::size_t bank) {
      port.owner[bank] = unit;
      ++port.count[bank];
    });
  }
}

void BankClaims::release(const Claims& claims, bool writes) {
  for (std::size_t i = 0; i < claims.size; ++i) {
    if (claims.items[i].is_write != writes) continue;
    Port& port = ports_[port_of(claims.items[i])];
    for_each_bank(claims.items[i].banks, [&](std::size_t bank) {
      if (--port.count[bank] == 0) port.held &= ~(std::uint64_t{1} << bank);
    });
  }
}

}  // namespace octet::hw
