// SPDX-License-Identifier: Apache-2.0
#include "hw/system/array_log.hpp"

#include <array>

namespace octet::hw {

const char* name(ArrayCause cause) {
  static constexpr std::array<const char*, kArrayCauseCount> kNames = {
      "multiply",      "drain",          "requantizer", "softmax", "activation",
      "normalization", "residual_adder", "memory",      "bank",    "control"};
  return kNames[static_cast<std::size_t>(cause)];
}

void ArrayLog::set(Cycles cycle, ArrayCause cause) {
  if (!changes_.empty() && changes_.back().since == cycle) changes_.pop_back();
  if (changes_.empty() || changes_.back().cause != cause) changes_.push_back({cycle, cause});
}

}  // namespace octet::hw
