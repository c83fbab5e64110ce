// SPDX-License-Identifier: Apache-2.0
#include "models/units/residual_adder.hpp"

#include "models/core/rounding.hpp"

namespace octet::golden {
namespace {

/// One operand on the output's scale: rounded once, not yet saturated.
Int<47> align(Int<16> x, DyadicScale scale) {
  const Int<47> product(x.value() * static_cast<std::int64_t>(scale.multiplier));
  return Int<47>(shift_round_half_up(product.value(), scale.shift));
}

}  // namespace

Int<16> residual_add(Int<16> a, DyadicScale scale_a, Int<16> b, DyadicScale scale_b, int output_bits) {
  const Int<48> sum(align(a, scale_a).value() + align(b, scale_b).value());
  return Int<16>(saturate(sum.value(), output_bits));
}

}  // namespace octet::golden
