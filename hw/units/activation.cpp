// SPDX-License-Identifier: Apache-2.0
#include "hw/units/activation.hpp"

namespace octet::hw {

StepTiming Activation::time_step(const GrantedStep& step) { return vector_time(step); }

}  // namespace octet::hw
