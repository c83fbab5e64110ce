// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {

/// What a plain softmax divides by: 256 in 16 bits, 17 bits of quotient.
constexpr DyadicScale kPlainContext{.multiplier = 1U << 15, .shift = 7};

inline DyadicScale scale_of(std::int64_t multiplier, std::int64_t shift) {
  return {static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(shift)};
}

/// A random multiplier of `bits` bits, normalized.
inline std::int64_t random_multiplier(RandomSource& random, int bits) {
  return random.between(std::int64_t{1} << (bits - 1), (std::int64_t{1} << bits) - 1);
}

}  // namespace octet::test
