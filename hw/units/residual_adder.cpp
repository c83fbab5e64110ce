// SPDX-License-Identifier: Apache-2.0
#include "hw/units/residual_adder.hpp"

namespace octet::hw {

StepTiming ResidualAdder::time_step(const GrantedStep& step) { return vector_time(step); }

}  // namespace octet::hw
