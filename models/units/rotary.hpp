// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "models/core/dyadic.hpp"
#include "models/core/int.hpp"

namespace octet::golden {

/// Fraction bits of cosines and sines; one is exactly 2^kRotaryBits.
inline constexpr int kRotaryBits = 14;

/// A pair of columns turned by the angle of these, which are in [-2^kRotaryBits, 2^kRotaryBits]: {x cos - y sin,
/// y cos + x sin}. Products are exact, their sum is rounded once by `output` and saturated to `output_bits`, 8..Widest.
template <int Widest>
std::array<Int<Widest>, 2> rotate(Int<16> x, Int<16> y, Int<16> cosine, Int<16> sine, DyadicScale output,
                                  int output_bits);

}  // namespace octet::golden
