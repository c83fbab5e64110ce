// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/estimate/step_time.hpp"

namespace octet::sim::estimation {

inline constexpr Cycle kNever = ~Cycle{0};

/// A number for the whole state of the machine as seen from cycle `now`: two states with the same number go on in the
/// same way, later or earlier. (Different states share a number once in 2^64.)
class Fingerprint {
 public:
  explicit Fingerprint(Cycle now) : now_(now) {}

  void add(std::uint64_t value) {
    value_ = (value_ ^ value) * 0x9E3779B97F4A7C15U;
    value_ ^= value_ >> 29;
  }
  /// A cycle counts by how far ahead it lies; past ones are alike.
  void add_cycle(Cycle cycle) { add(cycle == kNever ? kNever : cycle > now_ ? cycle - now_ : 0); }
  std::uint64_t value() const { return value_; }

 private:
  Cycle now_;
  std::uint64_t value_ = 0x243F6A8885A308D3U;
};

}  // namespace octet::sim::estimation
