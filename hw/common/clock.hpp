// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <cstdint>

namespace octet::hw {

/// Index of a clock cycle: cycle t lies between rising edge t and rising edge t + 1.
using Cycle = std::uint64_t;

/// Turns cycles into SystemC time; the only place that does. Registers change at rising edges; what is decided from
/// them in a cycle is decided in the middle of it, when every change of the edge is there.
class Clock {
 public:
  /// The period is rounded to whole even picoseconds: counting is in cycles, so the rounding never shows.
  explicit Clock(std::uint64_t hz) : half_period_ps_(500'000'000'000 / hz == 0 ? 1 : 500'000'000'000 / hz) {}

  Cycle now() const { return sc_core::sc_time_stamp().value() / (2 * half_period_ps_); }
  /// Delay from now to rising edge `cycle`, which is not in the past.
  sc_core::sc_time until_edge(Cycle cycle) const { return until(2 * cycle); }
  /// Delay from now to the middle of `cycle`.
  sc_core::sc_time until_middle(Cycle cycle) const { return until(2 * cycle + 1); }

 private:
  sc_core::sc_time until(std::uint64_t halves) const {
    return sc_core::sc_time::from_value(halves * half_period_ps_ - sc_core::sc_time_stamp().value());
  }

  std::uint64_t half_period_ps_;
};

}  // namespace octet::hw
