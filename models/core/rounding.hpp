// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/int.hpp"

namespace octet {

/// The one rounding of Octet: `(x + 2^(shift-1)) >> shift`, halves go towards plus infinity; shift 0 is the identity.
/// `shift` in [0, 62]; `x + 2^(shift-1)` must fit 64 bits.
constexpr std::int64_t shift_round_half_up(std::int64_t x, int shift) {
  return shift == 0 ? x : (x + (std::int64_t{1} << (shift - 1))) >> shift;
}

/// The one clamp of Octet, width known at run time: `x` limited to signed `bits` bits, `bits` in [2, 63].
constexpr std::int64_t saturate(std::int64_t x, int bits) {
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  return x > top ? top : (x < -top - 1 ? -top - 1 : x);
}

/// The one clamp of Octet, width known at compile time.
template <int W>
constexpr Int<W> saturate(std::int64_t x) {
  return Int<W>(saturate(x, W));
}

/// Clamp to unsigned 8 bits.
constexpr UInt<8> saturate_u8(std::int64_t x) { return UInt<8>(x < 0 ? 0 : (x > 255 ? 255 : x)); }

/// Ceiling of a / b for non-negative a and positive b.
constexpr std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

/// Smallest multiple of `step` that is at least `x`.
constexpr std::uint64_t round_up(std::uint64_t x, std::uint64_t step) { return ceil_div(x, step) * step; }

}  // namespace octet
