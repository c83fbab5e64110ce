// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/dyadic.hpp"
#include "models/core/int.hpp"

namespace octet::golden {

/// saturate_bits(shift_round_half_up((accumulator + bias) * multiplier, shift)); `output_bits` in 8..Widest.
/// accumulator + bias must fit 32 bits (proved at compression), the product fits 63. Widest is 16, what memory and the
/// hardware hold, or 22, for the wide residual streams of the golden view.
template <int Widest = 16>
Int<Widest> requantize(Int<32> accumulator, Int<32> bias, DyadicScale scale, int output_bits);

}  // namespace octet::golden
