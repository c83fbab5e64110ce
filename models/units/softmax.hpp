// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/core/dyadic.hpp"
#include "models/core/int.hpp"

namespace octet::golden {

/// Fraction bits of the range reduction's reciprocal: floor(n / ln2) == (n * inverse) >> kExpInverseShift for every
/// n in [0, 10 * ln2].
inline constexpr int kExpInverseShift = 22;

/// exp(-kExpHalvingsToZero * ln 2) is less than half of 1/256: distances beyond count as this one.
inline constexpr std::int32_t kExpHalvingsToZero = 10;

/// The most keys of a row: the sum of their exponentials, at most 255 each, has 32 bits.
inline constexpr std::uint32_t kMostKeys = 1U << 24;

/// The coarsest `score_align`: scores in steps of 3.34, of which one key beside another keeps a 28th at most.
inline constexpr int kMostScoreAlign = 12;

/// Constants of the integer exponential. Scores are first shifted left by `align` to one internal step, chosen so that
/// the polynomial needs no final multiplication: 256 * 0.35815147 * step^2 = 2^-14 (softmax.md). So only `align`
/// differs between scores of different steps.
struct ExpConstants {
  std::int32_t ln2 = 0;      ///< ln 2 in internal steps
  std::int32_t inverse = 0;  ///< ceil(2^kExpInverseShift / ln2)
  std::int32_t b = 0;        ///< linear coefficient, in internal steps
  std::int32_t c = 0;        ///< constant coefficient, in squared internal steps
  int shift = 0;             ///< polynomial -> units of 1/256
  int align = 0;             ///< left shift from score steps to internal steps
};

/// Constants for scores that are shifted left by `score_align` (0..kMostScoreAlign); throws `InternalError` for
/// another.
ExpConstants exp_constants_of(int score_align);

/// The shift of packages that name none, by the width of their scores (8..16): +-26.7 from 11 bits up, +-13.4 below.
int default_score_align(int score_bits);

/// Real value of one score step: what the scores must be requantized to. A quantization-time helper.
double score_step(int score_align);

/// exp(x) for x <= 0 in score steps (the difference of two scores of 16 bits), in units of 1/256, 256 saturated to 255.
/// Throws `InternalError` for a positive x. I-BERT, Alg. 2, with unrounded coefficients.
UInt<8> iexp(Int<18> x, const ExpConstants& constants);

/// One row of attention softmax without its division: e[j] = iexp(scores[j] - max) over the first `valid` keys, 0
/// beyond. Returns the sum of e (0 when no key is valid). `e.size() == scores.size() >= valid`, at most `kMostKeys`.
UInt<32> attention_softmax(std::span<const std::int16_t> scores, std::size_t valid, const ExpConstants& constants,
                           std::span<std::uint8_t> e);

/// The per-row requantizer scale context / sum, rounded to `multiplier_bits`: normalized, or zero for a zero sum, a
/// zero context, or a result that would need a shift beyond 62. `context` is normalized to the same width. Bit-serial
/// reciprocal of fixed latency in the hardware; see softmax.md for its exact definition.
DyadicScale row_scale(UInt<32> sum, DyadicScale context, int multiplier_bits);

/// Exponentials in units of 1/256 divided by their sum, in place: the last step of `softmax`.
void divide_by_sum(std::span<std::uint8_t> e, UInt<32> sum);

/// Plain softmax of one row: probabilities in units of 1/256, 256 saturated to 255; zeros when no key is valid.
void softmax(std::span<const std::int16_t> scores, std::size_t valid, const ExpConstants& constants,
             std::span<std::uint8_t> p);

}  // namespace octet::golden
