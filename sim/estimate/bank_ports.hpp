// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "models/program/step.hpp"

namespace octet::sim::estimation {

/// Banks of the four on-chip buffers that a step reads and writes: one bit a bank, by `program::Space`; and one bit for
/// each space with a bank.
struct BankUse {
  std::array<std::uint64_t, program::kSpaceCount> reads{}, writes{};
  std::uint8_t reads_in = 0, writes_in = 0;

  friend bool operator==(const BankUse&, const BankUse&) = default;
};

/// What a step of a command becomes when its index grows by `steps` at a time.
struct Motion {
  /// Rings are where they were after that many times; 1 where the command has none that moves.
  std::uint64_t ring_times = 1;
  /// Bytes that each operand without a moving ring advances a time.
  std::uint64_t a = 0, b = 0, p = 0, d = 0;

  bool on_chip_stands(program::Opcode opcode) const;
};

/// `steps` is a multiple of `count1`, or the steps stay within one i0.
Motion motion_of(const program::Command& command, std::uint64_t steps);

/// Who needs the same port of a bank: a bank serves one unit that reads and one that writes, or with a single port one
/// unit in all.
class BankPorts {
 public:
  explicit BankPorts(const arch::Architecture& architecture);

  BankUse use_of(const program::Command& command, const program::Step& step) const;
  /// Spaces, one bit each, in which `use` and a step under way may need one port; it holds its reads only if `reads`.
  unsigned meet_in(const BankUse& use, const BankUse& held, bool reads) const;
  /// Whether they do in one of `spaces`, which is what `meet_in` says.
  bool conflict(const BankUse& use, const BankUse& held, bool reads, unsigned spaces) const;
  bool conflict(const BankUse& use, const BankUse& held, bool reads) const {
    return conflict(use, held, reads, meet_in(use, held, reads));
  }
  /// After how many times of `motion` the step may use other banks than it does; at least 1.
  std::uint64_t times_until_change(const program::Command& command, const program::Step& step,
                                   const Motion& motion) const;

 private:
  program::Geometry geometry_;
  std::array<std::uint64_t, program::kSpaceCount> bank_bytes_{};
  unsigned single_port_ = 0;  ///< one bit a space
};

}  // namespace octet::sim::estimation
