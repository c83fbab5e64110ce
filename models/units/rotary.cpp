// SPDX-License-Identifier: Apache-2.0
#include "models/units/rotary.hpp"

#include "models/units/requantizer.hpp"

namespace octet::golden {

template <int Widest>
std::array<Int<Widest>, 2> rotate(Int<16> x, Int<16> y, Int<16> cosine, Int<16> sine, DyadicScale output,
                                  int output_bits) {
  const Int<32> first(x.value() * cosine.value() - y.value() * sine.value());
  const Int<32> second(y.value() * cosine.value() + x.value() * sine.value());
  return {requantize<Widest>(first, Int<32>(0), output, output_bits),
          requantize<Widest>(second, Int<32>(0), output, output_bits)};
}

template std::array<Int<16>, 2> rotate<16>(Int<16>, Int<16>, Int<16>, Int<16>, DyadicScale, int);
template std::array<Int<22>, 2> rotate<22>(Int<16>, Int<16>, Int<16>, Int<16>, DyadicScale, int);

}  // namespace octet::golden
