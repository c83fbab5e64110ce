// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/dyadic.hpp"
#include "models/core/int.hpp"

namespace octet::golden {

/// Most fraction bits of the gate 1 + erf(x / sqrt 2) that multiplies x: with 18-bit inputs the product still fits 32
/// bits.
inline constexpr int kGateBits = 13;

/// i-GELU for inputs of `input_bits` bits. The input scale is fixed by `one_bits`: the polynomial's constant 1 is
/// exactly 2^one_bits (activation.md).
struct GeluParameters {
  int input_bits = 0;     ///< 8..18
  int one_bits = 0;       ///< 8..30
  std::int32_t clip = 0;  ///< clip point of |x|, derived from one_bits by gelu_parameters
  DyadicScale output;     ///< (x * gate) -> output steps, where gate = (1 + erf) * 2^min(one_bits, kGateBits)
};

/// Real value of one input step for `one_bits`. A quantization-time helper.
double gelu_input_scale(int one_bits);

/// The smallest range that holds `input_max` (a real number > 0) in `input_bits` bits: the one_bits to use. The
/// coarsest, 8, also when even that saturates (8 bits reach 20.9).
int gelu_one_bits(double input_max, int input_bits);

/// Derives the integer constants, and the output scale (a multiplier of `multiplier_bits`) for a real output step.
/// A quantization-time helper; throws `InternalError` outside the ranges above.
GeluParameters gelu_parameters(int input_bits, int one_bits, double output_scale, int multiplier_bits);

/// The same from a stored output scale: what compiled programs use.
GeluParameters gelu_parameters(int input_bits, int one_bits, DyadicScale output);

/// One element: i-GELU (I-BERT, eq. 8 and Alg. 1), rounded once more by the output scale and saturated.
Int<8> gelu(Int<18> x, const GeluParameters& parameters);

/// Fraction bits of exp(-|x|) and of the sigmoid in SiLU.
inline constexpr int kSiluExpBits = 14, kSigmoidBits = 15;

/// The coarsest `align` of SiLU: inputs in steps of 3.34.
inline constexpr int kMostSiluAlign = 12;

/// 1 / (1 + exp(-x)) with kSigmoidBits fraction bits, of x in steps of softmax's exponential shifted by `align`.
UInt<16> sigmoid(Int<16> x, int align);

/// One element: x times its sigmoid, rounded by the output scale (of x's step * 2^-kSigmoidBits) and saturated.
Int<8> silu(Int<16> x, int align, DyadicScale output);

}  // namespace octet::golden
