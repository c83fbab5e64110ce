// SPDX-License-Identifier: Apache-2.0
#include "hw/units/requantizer.hpp"

namespace octet::hw {

StepTiming Requantizer::time_step(const GrantedStep& step) { return vector_time(step); }

}  // namespace octet::hw
