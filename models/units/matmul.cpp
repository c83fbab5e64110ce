// SPDX-License-Identifier: Apache-2.0
#include "models/units/matmul.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "models/core/error.hpp"

// The kernel is plain C++ that the compiler turns into widening multiply-adds; it is compiled for several instruction
// sets, chosen when the program starts, and at -O3 in every build because all views and tests wait for it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#define OCTET_KERNEL __attribute__((target_clones("arch=x86-64-v4", "avx2", "default"), noinline))
#else
#define OCTET_KERNEL
#endif

namespace octet::golden {
namespace {

constexpr std::size_t kBlock = 4;       // rows of a and of b a kernel call multiplies
constexpr std::size_t kDepthStep = 32;  // k is padded to whole vectors of 16-bit elements
constexpr std::size_t kPanelRows = 64;  // rows of b widened at a time: they stay in the caches while a passes by

constexpr std::size_t padded(std::size_t size, std::size_t step) { return (size + step - 1) / step * step; }

/// sums[i][j] = sum of a[i][k] * b[j][k] for a block of 4 x 4 rows, `depth` a multiple of kDepthStep, rows `depth`
/// apart.
OCTET_KERNEL void multiply_block(const std::int16_t* __restrict a, const std::int16_t* __restrict b, std::size_t depth,
                                 std::int32_t* __restrict sums) {
  const std::int16_t *a0 = a, *a1 = a + depth, *a2 = a + 2 * depth, *a3 = a + 3 * depth;
  for (std::size_t j = 0; j < kBlock; ++j) {
    const std::int16_t* bj = b + j * depth;
    std::int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (std::size_t k = 0; k < depth; ++k) {
      s0 += a0[k] * bj[k];
      s1 += a1[k] * bj[k];
      s2 += a2[k] * bj[k];
      s3 += a3[k] * bj[k];
    }
    sums[j] = s0, sums[kBlock + j] = s1, sums[2 * kBlock + j] = s2, sums[3 * kBlock + j] = s3;
  }
}

/// Rows [first, first + rows) of a [..][k] operand, widened to 16 bits; depth and row count padded with zeros.
template <class T>
void widen(std::span<const T> source, std::size_t first, std::size_t rows, std::size_t k, std::size_t depth,
           std::vector<std::int16_t>& panel) {
  panel.assign(padded(rows, kBlock) * depth, 0);
  for (std::size_t row = 0; row < rows; ++row)
    std::copy_n(source.data() + (first + row) * k, k, panel.data() + row * depth);
}

template <class T>
void multiply(std::span<const T> a, std::span<const std::int8_t> b, std::span<std::int32_t> out, MatmulShape shape) {
  OCTET_CHECK(a.size() == shape.m * shape.k && b.size() == shape.n * shape.k && out.size() == shape.m * shape.n,
              "operands have the sizes of the shape");
  const std::size_t depth = padded(shape.k, kDepthStep);
  std::vector<std::int16_t> wide_a, wide_b;
  widen(a, 0, shape.m, shape.k, depth, wide_a);
  for (std::size_t first = 0; first < shape.n; first += kPanelRows) {
    const std::size_t columns = std::min(kPanelRows, shape.n - first);
    widen(b, first, columns, shape.k, depth, wide_b);
    for (std::size_t i = 0; i < shape.m; i += kBlock)
      for (std::size_t j = 0; j < columns; j += kBlock) {
        std::int32_t sums[kBlock * kBlock];
        multiply_block(wide_a.data() + i * depth, wide_b.data() + j * depth, depth, sums);
        const std::size_t rows = std::min(kBlock, shape.m - i);
        for (std::size_t row = 0; row < rows; ++row)
          std::copy_n(sums + row * kBlock, std::min(kBlock, columns - j), out.data() + (i + row) * shape.n + first + j);
      }
  }
}

}  // namespace

void matmul(std::span<const std::int8_t> a, std::span<const std::int8_t> b, std::span<std::int32_t> out,
            MatmulShape shape) {
  multiply(a, b, out, shape);
}

void matmul(std::span<const std::uint8_t> a, std::span<const std::int8_t> b, std::span<std::int32_t> out,
            MatmulShape shape) {
  multiply(a, b, out, shape);
}

bool accumulates_within_int32(std::uint64_t k, bool a_is_unsigned, std::uint64_t bias_bound) {
  constexpr std::uint64_t kTop = std::numeric_limits<std::int32_t>::max();
  const std::uint64_t largest_product = (a_is_unsigned ? std::uint64_t{255} : 128) * 128;
  return bias_bound <= kTop && k <= (kTop - bias_bound) / largest_product;
}

}  // namespace octet::golden
