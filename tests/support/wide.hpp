// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace octet::test {

/// 128-bit integers for references: nothing a unit computes can overflow them.
__extension__ typedef __int128 Wide;

/// Floor of a / b for a positive b, by division: no shift, unlike the units.
inline Wide floor_divide(Wide a, Wide b) {
  const Wide quotient = a / b;
  return quotient * b > a ? quotient - 1 : quotient;
}

/// a / b rounded to the nearest integer, halves upwards.
inline Wide round_divide(Wide a, Wide b) { return floor_divide(2 * a + b, 2 * b); }

/// 2^exponent, exponent in [0, 126].
inline Wide power_of_two(int exponent) {
  Wide value = 1;
  while (exponent-- > 0) value *= 2;
  return value;
}

/// x limited to [low, high].
inline std::int64_t limit(Wide x, std::int64_t low, std::int64_t high) {
  return x < low ? low : (x > high ? high : static_cast<std::int64_t>(x));
}

/// The inverse of an odd number modulo 2^64 (Newton).
inline std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

}  // namespace octet::test
