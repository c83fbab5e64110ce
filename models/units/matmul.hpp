// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace octet::golden {

/// Sizes of out[m][n] = a[m][k] x transpose(b[n][k]).
struct MatmulShape {
  std::size_t m = 0, n = 0, k = 0;
};

/// Exact integer matrix product into 32-bit accumulators: out[i][j] = sum over k of a[i][k] * b[j][k].
/// `a` is [m][k], `b` is [n][k] (k contiguous in both), `out` is [m][n]; the caller has shown with
/// `accumulates_within_int32` that no sum overflows.
void matmul(std::span<const std::int8_t> a, std::span<const std::int8_t> b, std::span<std::int32_t> out,
            MatmulShape shape);

/// The same with an unsigned row operand (pixels, softmax exponentials).
void matmul(std::span<const std::uint8_t> a, std::span<const std::int8_t> b, std::span<std::int32_t> out,
            MatmulShape shape);

/// Whether k products of an 8-bit a (signed or unsigned) with an 8-bit b in [-128, 127], plus a bias of magnitude
/// `bias_bound`, always fit a 32-bit accumulator.
bool accumulates_within_int32(std::uint64_t k, bool a_is_unsigned, std::uint64_t bias_bound);

}  // namespace octet::golden
