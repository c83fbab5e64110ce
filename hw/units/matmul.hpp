// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// The R x C outer-product array. With shadow accumulators a tile drains while the next one multiplies, across steps
/// too; so the end of the last drain outlives a step.
class Matmul final : public StepUnit {
 public:
  using StepUnit::StepUnit;

  /// When a step granted in cycle `granted` is over, as ends of cycles. For its tiles j of n[j] columns, starting with
  /// m_start = granted: m_end = m_start + depth; h = max(m_end, last d_end); d_end = h + n[j]; the next m_start is h
  /// with shadow accumulators, d_end without. Occupancy ends at the last h (d_end without shadow), the step at the last
  /// d_end. `drain_end` is the d_end of the last tile before and is moved on.
  static StepTiming body(Cycle granted, std::uint64_t columns, std::uint64_t tile_columns, std::uint64_t depth,
                         bool shadow, Cycle& drain_end);

 private:
  StepTiming time_step(const GrantedStep& step) override;

  Cycle drain_end_ = 0;
};

}  // namespace octet::hw
