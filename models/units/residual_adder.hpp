// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/core/int.hpp"

namespace octet::golden {

/// saturate_bits(round(a * scale_a) + round(b * scale_b)), each operand rounded once; `output_bits` in 8..Widest.
/// Widest is 16, what memory and the hardware hold, or 22, for the wide residual streams of the golden view.
template <int Widest>
Int<Widest> residual_add(Int<Widest> a, DyadicScale scale_a, Int<Widest> b, DyadicScale scale_b, int output_bits);

/// The gated product: saturate_bits(round(a * b * scale)), rounded once. Operands end at 16 bits, the result at Widest.
template <int Widest>
Int<Widest> multiply(Int<16> a, Int<16> b, DyadicScale scale, int output_bits);

}  // namespace octet::golden
