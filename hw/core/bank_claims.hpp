// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "hw/common/granted_step.hpp"
#include "hw/common/on_chip_buffers.hpp"
#include "hw/common/unit_id.hpp"
#include "models/program/access.hpp"

namespace octet::hw {

/// Banks one operand of a step touches.
struct Claim {
  program::Space space = program::Space::activation;
  bool is_write = false;
  std::uint64_t banks = 0;  ///< one bit a bank
};

/// Banks of all operands of a step.
struct Claims {
  std::array<Claim, 4> items{};
  std::size_t size = 0;
};

/// Who holds which port of which bank. Claims of one unit never conflict with its own, so a port has one owner and a
/// count.
class BankClaims {
 public:
  explicit BankClaims(OnChipBuffers& buffers);

  /// The banks of a step's footprints. Throws `MachineFault` for a footprint that leaves its memory (DRAM too).
  Claims claims_of(const IssuedCommand& issued, const program::Step& step, const program::Geometry& geometry) const;
  bool conflicts(const Claims& claims, UnitId unit) const;
  void acquire(const Claims& claims, UnitId unit);
  /// Gives back the reads (`writes` false) or the writes of a step.
  void release(const Claims& claims, bool writes);

 private:
  struct Port {
    std::uint64_t held = 0;  ///< one bit a bank
    std::array<UnitId, 64> owner{};
    std::array<std::uint16_t, 64> count{};
  };
  /// A single-ported bank has one port for both directions.
  std::size_t port_of(const Claim& claim) const;

  OnChipBuffers& buffers_;
  std::array<bool, program::kSpaceCount> dual_port_{};
  std::array<Port, 2 * program::kSpaceCount> ports_;
};

}  // namespace octet::hw
