// SPDX-License-Identifier: Apache-2.0
#include "models/units/activation.hpp"

#include <algorithm>
#include <cmath>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"
#include "models/units/normalization.hpp"
#include "models/units/requantizer.hpp"
#include "models/units/softmax.hpp"

namespace octet::golden {
namespace {

/// Fraction bits of the gate 1 + erf that multiplies x.
int gate_bits(int one_bits) { return std::min(one_bits, kGateBits); }

/// round(1.769 * sqrt(0.2888 * 2^one_bits)), from the exact ratio 1.769^2 * 0.2888 = 1129699321 / 1250000000.
std::int32_t clip_point(int one_bits) {
  const std::int64_t four_squares = (std::int64_t{1129699321} << (one_bits + 2)) / 1250000000;
  return static_cast<std::int32_t>((integer_sqrt(UInt<32>(four_squares)).value() + 1) >> 1);
}

/// exp(-kSiluHalvingsToZero * ln 2) is a quarter of the last bit: distances beyond count as this one.
constexpr std::int32_t kSiluHalvingsToZero = 16;

/// Of the range reduction: floor(n / ln2) == (n * inverse) >> shift for every n up to kSiluHalvingsToZero * ln2.
constexpr int kSiluInverseShift = 24;
constexpr std::int64_t kSiluInverse = 19738;  // ceil(2^24 / 850)

}  // namespace

double gelu_input_scale(int one_bits) { return std::sqrt(2.0 / 0.2888) * std::exp2(-0.5 * one_bits); }

int gelu_one_bits(double input_max, int input_bits) {
  OCTET_CHECK(input_max > 0.0 && input_bits >= 8 && input_bits <= 18, "a positive range and 8..18 input bits");
  const double top = static_cast<double>((1 << (input_bits - 1)) - 1);
  for (int one_bits = 30; one_bits > 8; --one_bits)
    if (top * gelu_input_scale(one_bits) >= input_max) return one_bits;
  return 8;
}

GeluParameters gelu_parameters(int input_bits, int one_bits, double output_scale, int multiplier_bits) {
  OCTET_CHECK(output_scale > 0.0, "the output step is positive");
  const double step = gelu_input_scale(one_bits) * std::exp2(-(gate_bits(one_bits) + 1));
  return gelu_parameters(input_bits, one_bits, dyadic_from_real(step / output_scale, multiplier_bits));
}

GeluParameters gelu_parameters(int input_bits, int one_bits, DyadicScale output) {
  OCTET_CHECK(input_bits >= 8 && input_bits <= 18, "input width in 8..18");
  OCTET_CHECK(one_bits >= 8 && one_bits <= 30, "one_bits in 8..30");
  return {.input_bits = input_bits, .one_bits = one_bits, .clip = clip_point(one_bits), .output = output};
}

Int<8> gelu(Int<18> x, const GeluParameters& parameters) {
  const std::int64_t one = std::int64_t{1} << parameters.one_bits;
  const std::int64_t magnitude = x.value() < 0 ? -x.value() : x.value();
  const UInt<15> gap(parameters.clip - std::min<std::int64_t>(magnitude, parameters.clip));
  const UInt<31> erf(one - gap.value() * gap.value());
  const UInt<32> gate(x.value() < 0 ? one - erf.value() : one + erf.value());
  const UInt<15> narrow(shift_round_half_up(gate.value(), parameters.one_bits - gate_bits(parameters.one_bits)));
  const Int<32> product(x.value() * narrow.value());
  return Int<8>(requantize(product, Int<32>(0), parameters.output, 8).value());
}

UInt<16> sigmoid(Int<16> x, int align) {
  const ExpConstants constants = exp_constants_of(align);
  const UInt<28> distance((x.value() < 0 ? -x.value() : x.value()) << align);
  const UInt<14> n(std::min<std::int64_t>(distance.value(), kSiluHalvingsToZero * std::int64_t{constants.ln2}));
  const UInt<5> halvings(UInt<29>(n.value() * kSiluInverse).value() >> kSiluInverseShift);
  const Int<11> p(halvings.value() * constants.ln2 - n.value());
  const UInt<23> polynomial(p.value() * (p.value() + constants.b) + constants.c);
  const int shift = static_cast<int>(constants.shift + 8 - kSiluExpBits + halvings.value());
  const UInt<15> e(shift_round_half_up(polynomial.value(), shift));
  const UInt<16> divisor((std::int64_t{1} << kSiluExpBits) + e.value());
  const std::int64_t one = std::int64_t{1} << kSigmoidBits;
  const UInt<16> of_magnitude(((one << (kSiluExpBits + 1)) + divisor.value()) / (2 * divisor.value()));
  return x.value() < 0 ? UInt<16>(one - of_magnitude.value()) : of_magnitude;
}

Int<8> silu(Int<16> x, int align, DyadicScale output) {
  const Int<32> product(x.value() * sigmoid(x, align).value());
  return Int<8>(requantize(product, Int<32>(0), output, 8).value());
}

}  // namespace octet::golden
