// SPDX-License-Identifier: Apache-2.0
#include "models/operators/float_multiply.hpp"

#include <cstring>

namespace octet::graph {
namespace {

constexpr std::size_t kRows = 4;
constexpr std::size_t kLanes = 8;
constexpr std::size_t kColumns = 2 * kLanes;

// A vector spans output columns, never k: each sum keeps its order whatever the machine's width.
using Lanes __attribute__((vector_size(kLanes * sizeof(float)))) = float;

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define OCTET_CLONES __attribute__((target_clones("avx2", "default"), noinline))
#else
#define OCTET_CLONES
#endif

OCTET_CLONES void block(const float* a, std::size_t a_step, const float* b, std::size_t b_step, float* out,
                        std::size_t out_step, std::size_t k) {
  Lanes sum[kRows][2] = {};
  for (std::size_t step = 0; step < k; ++step) {
    Lanes left, right;
    std::memcpy(&left, b + step * b_step, sizeof left);
    std::memcpy(&right, b + step * b_step + kLanes, sizeof right);
    for (std::size_t row = 0; row < kRows; ++row) {
      const float x = a[row * a_step + step];
      sum[row][0] += x * left;
      sum[row][1] += x * right;
    }
  }
  for (std::size_t row = 0; row < kRows; ++row) {
    std::memcpy(out + row * out_step, &sum[row][0], sizeof(Lanes));
    std::memcpy(out + row * out_step + kLanes, &sum[row][1], sizeof(Lanes));
  }
}

void edge(const float* a, std::size_t a_step, const float* b, std::size_t b_step, float* out, std::size_t out_step,
          std::size_t m, std::size_t n, std::size_t k) {
  for (std::size_t row = 0; row < m; ++row) {
    float* sums = out + row * out_step;
    std::memset(sums, 0, n * sizeof(float));
    for (std::size_t step = 0; step < k; ++step) {
      const float x = a[row * a_step + step];
      for (std::size_t column = 0; column < n; ++column) sums[column] += x * b[step * b_step + column];
    }
  }
}

}  // namespace

void float_multiply(const float* a, std::size_t a_step, const float* b, std::size_t b_step, float* out,
                    std::size_t out_step, std::size_t m, std::size_t n, std::size_t k) {
  const std::size_t whole_m = m / kRows * kRows, whole_n = n / kColumns * kColumns;
  for (std::size_t column = 0; column < whole_n; column += kColumns)
    for (std::size_t row = 0; row < whole_m; row += kRows)
      block(a + row * a_step, a_step, b + column, b_step, out + row * out_step + column, out_step, k);
  edge(a + whole_m * a_step, a_step, b, b_step, out + whole_m * out_step, out_step, m - whole_m, n, k);
  if (whole_n < n) edge(a, a_step, b + whole_n, b_step, out + whole_n, out_step, whole_m, n - whole_n, k);
}

}  // namespace octet::graph
