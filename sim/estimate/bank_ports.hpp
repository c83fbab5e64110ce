// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "models/program/step.hpp"

namespace octet::sim::estimation {

/// Banks of the four on-chip buffers that a step reads and writes: one bit a bank, by `program::Space`.
struct BankUse {
  std::array<std::uint64_t, program::kSpaceCount> reads{}, writes{};
};

/// Who uses which banks. A bank serves one unit that reads and one that writes, or with a single port one unit in all.
class BankPorts {
 public:
  explicit BankPorts(const arch::Architecture& architecture);

  BankUse use_of(const program::Command& command, const program::Step& step) const;
  /// Whether a buffer has one port for both directions, so that units often meet in a bank.
  bool any_single_port() const { return any_single_port_; }
  /// Whether another unit than `unit` holds a port that `use` needs.
  bool conflicts(const BankUse& use, hw::UnitId unit) const;
  /// What the unit reads and writes from now on, over all its steps; what it writes besides.
  void set_reads(hw::UnitId unit, const BankUse& use);
  void set_writes(hw::UnitId unit, const BankUse& use);
  void add_writes(hw::UnitId unit, const BankUse& use);

 private:
  void note_active(std::size_t unit);

  program::Geometry geometry_;
  std::array<std::uint64_t, program::kSpaceCount> bank_bytes_{};
  std::array<bool, program::kSpaceCount> dual_port_{};
  bool any_single_port_ = false;
  std::array<BankUse, hw::kUnitCount> held_;
  std::uint32_t active_ = 0;  ///< one bit a unit that holds anything
};

}  // namespace octet::sim::estimation
