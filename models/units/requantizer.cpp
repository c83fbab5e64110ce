// SPDX-License-Identifier: Apache-2.0
#include "models/units/requantizer.hpp"

#include "models/core/rounding.hpp"

namespace octet::golden {

template <int Widest>
Int<Widest> requantize(Int<32> accumulator, Int<32> bias, DyadicScale scale, int output_bits) {
  const Int<32> biased(accumulator.value() + bias.value());
  const Int<63> product(biased.value() * static_cast<std::int64_t>(scale.multiplier));
  return Int<Widest>(saturate(shift_round_half_up(product.value(), scale.shift), output_bits));
}

template Int<16> requantize<16>(Int<32>, Int<32>, DyadicScale, int);
template Int<22> requantize<22>(Int<32>, Int<32>, DyadicScale, int);

}  // namespace octet::golden
