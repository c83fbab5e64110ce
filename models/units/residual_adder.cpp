// SPDX-License-Identifier: Apache-2.0
#include "models/units/residual_adder.hpp"

#include "models/core/rounding.hpp"
#include "models/units/requantizer.hpp"

namespace octet::golden {
namespace {

/// One operand on the output's scale: rounded once, not yet saturated.
template <int Widest>
Int<Widest + 31> align(Int<Widest> x, DyadicScale scale) {
  const Int<Widest + 31> product(x.value() * static_cast<std::int64_t>(scale.multiplier));
  return Int<Widest + 31>(shift_round_half_up(product.value(), scale.shift));
}

}  // namespace

template <int Widest>
Int<Widest> residual_add(Int<Widest> a, DyadicScale scale_a, Int<Widest> b, DyadicScale scale_b, int output_bits) {
  const Int<Widest + 32> sum(align(a, scale_a).value() + align(b, scale_b).value());
  return Int<Widest>(saturate(sum.value(), output_bits));
}

template Int<16> residual_add<16>(Int<16>, DyadicScale, Int<16>, DyadicScale, int);
template Int<22> residual_add<22>(Int<22>, DyadicScale, Int<22>, DyadicScale, int);

template <int Widest>
Int<Widest> multiply(Int<16> a, Int<16> b, DyadicScale scale, int output_bits) {
  return requantize<Widest>(Int<32>(a.value() * b.value()), Int<32>(0), scale, output_bits);
}

template Int<16> multiply<16>(Int<16>, Int<16>, DyadicScale, int);
template Int<22> multiply<22>(Int<16>, Int<16>, DyadicScale, int);

}  // namespace octet::golden
