// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/core/int.hpp"

namespace octet::golden {

/// Floor of the square root, bit-serial (16 cycles in the hardware): exact for every 32-bit radicand.
UInt<16> integer_sqrt(UInt<32> radicand);

/// Fraction bits of the normalized value x_hat that gamma multiplies.
inline constexpr int kNormalizedFractionBits = 12;

/// Most elements of a row.
inline constexpr std::size_t kLongestNormalizedRow = 4096;

/// Bits of E, epsilon in units of the variance that a row is normalized by: n^2 times that of its integers.
inline constexpr int kEpsilonBits = 54;
using Epsilon = UInt<kEpsilonBits>;

/// E of the real `epsilon` where one step of the input is `step`, rounded; at most what an Epsilon holds.
Epsilon epsilon_from_real(double epsilon, std::size_t n, double step);

/// The smallest step of an input of `n` columns with which E of the real `epsilon` is not cut: a deviation of
/// sqrt(epsilon) has 2^27 / n such steps.
double least_step_for_epsilon(double epsilon, std::size_t n);

/// What the first pass over a row leaves.
struct RowStatistics {
  std::int64_t sum = 0;  ///< at most 12 bits more than an element
  UInt<16> reciprocal;   ///< of the root of V + E; 0 where that is 0
  int shift = 0;         ///< (n x - sum) * reciprocal -> x_hat with kNormalizedFractionBits
};

/// Statistics of `n` elements of W bits (16 or 22) from their sum and the sum of their squares.
template <int W = 16>
RowStatistics row_statistics(std::size_t n, std::int64_t sum, std::int64_t squares, Epsilon epsilon);

/// The second pass: one element of a row of `n`.
template <int W = 16>
Int<8> normalized(std::int64_t x, std::size_t n, const RowStatistics& row, std::int32_t gamma, std::int32_t beta,
                  int shift);

/// LayerNorm of one row of up to 4096 elements of at most 16 bits, what memory and the hardware hold: the normalized
/// row x_hat with `kNormalizedFractionBits` fraction bits is multiplied by gamma, added to beta, rounded by `shift` and
/// saturated to 8 bits. `epsilon` is added to the variance; a row of zero variance gives x_hat = 0. gamma has at most
/// 17 bits with sign. All spans have the same size. Exact definition in normalization.md.
void layernorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, Epsilon epsilon, std::span<std::int8_t> out);

/// The same of elements of at most 22 bits, for the wide residual streams of the golden view; the same bits where the
/// elements fit 16.
void layernorm(std::span<const std::int32_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, Epsilon epsilon, std::span<std::int8_t> out);

/// RMSNorm of such a row: of its elements as they are instead of their distances from the mean, and without beta. A row
/// of zeros gives zeros. Both widths of elements.
void rmsnorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, int shift, Epsilon epsilon,
             std::span<std::int8_t> out);
void rmsnorm(std::span<const std::int32_t> x, std::span<const std::int32_t> gamma, int shift, Epsilon epsilon,
             std::span<std::int8_t> out);

}  // namespace octet::golden
