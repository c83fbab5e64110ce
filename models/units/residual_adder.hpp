// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/core/int.hpp"

namespace octet::golden {

/// saturate_bits(round(a * scale_a) + round(b * scale_b)), each operand rounded once; `output_bits` in 8..16.
Int<16> residual_add(Int<16> a, DyadicScale scale_a, Int<16> b, DyadicScale scale_b, int output_bits);

}  // namespace octet::golden
