// SPDX-License-Identifier: Apache-2.0
#include "models/units/matmul.hpp"

#include <limits>

#include "models/core/error.hpp"

namespace octet::golden {
namespace {

/// The definition; models/kernels gives the same sums fast.
template <class T>
void multiply(std::span<const T> a, std::span<const std::int8_t> b, std::span<std::int32_t> out, MatmulShape shape) {
  OCTET_CHECK(a.size() == shape.m * shape.k && b.size() == shape.n * shape.k && out.size() == shape.m * shape.n,
              "operands have the sizes of the shape");
  for (std::size_t i = 0; i < shape.m; ++i)
    for (std::size_t j = 0; j < shape.n; ++j) {
      const T* row = a.data() + i * shape.k;
      const std::int8_t* column = b.data() + j * shape.k;
      std::int32_t sum = 0;
      for (std::size_t k = 0; k < shape.k; ++k) sum += row[k] * column[k];
      out[i * shape.n + j] = sum;
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
