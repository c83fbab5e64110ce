// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/units/activation.hpp"

namespace octet::test {

inline constexpr int kLowest = -32768, kHighest = 32767;
inline constexpr std::uint32_t kMostMultiplier = 0x7FFFFFFF;

inline golden::GeluParameters parameters_of(int one_bits, std::uint64_t multiplier, int shift) {
  return golden::gelu_parameters(16, one_bits,
                                 DyadicScale{static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(shift)});
}

}  // namespace octet::test
