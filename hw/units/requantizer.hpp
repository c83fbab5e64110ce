// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Accumulators to activations: one column of `lanes` accumulators a cycle.
class Requantizer final : public StepUnit {
 public:
  using StepUnit::StepUnit;

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
