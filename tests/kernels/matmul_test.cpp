// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/matmul.hpp"

#include <type_traits>
#include <vector>

#include "models/units/matmul.hpp"
#include "tests/kernels/instruction_sets.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using kernels::InstructionSet;
using kernels::PackedColumns;
using kernels::Sign;
using kernels::Strided;

namespace {

constexpr std::int32_t kUntouched = 123456789;

template <class T>
std::vector<T> transposed(const std::vector<T>& x, std::size_t rows, std::size_t columns) {
  std::vector<T> out(x.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = x[i * columns + j];
  return out;
}

/// The same elements as another type, embedded in rows of `stride`.
template <class To, class From>
std::vector<To> embedded(const std::vector<From>& x, std::size_t columns, std::size_t stride) {
  std::vector<To> out(columns == 0 ? 0 : x.size() / columns * stride, To{77});
  for (std::size_t i = 0; i < x.size(); ++i) out[i / columns * stride + i % columns] = static_cast<To>(x[i]);
  return out;
}

/// All four ways to hand the operands over, in strided matrices, against the unit.
template <class T>
void compare(const std::vector<T>& a, const std::vector<std::int8_t>& b, golden::MatmulShape shape) {
  const Sign sign = std::is_signed_v<T> ? Sign::is_signed : Sign::is_unsigned;
  const std::size_t m = shape.m, n = shape.n, k = shape.k, out_stride = n + 3;
  std::vector<std::int32_t> product(m * n), expected(m * out_stride, kUntouched);
  golden::matmul(std::span<const T>(a), std::span<const std::int8_t>(b), product, shape);
  for (std::size_t i = 0; i < product.size(); ++i) expected[i / n * out_stride + i % n] = product[i];

  const auto b_rows = embedded<std::int8_t>(b, k, k + 1);
  const auto b_depth = embedded<std::int16_t>(transposed(b, n, k), n, n + 5);
  const auto a_rows = embedded<std::int16_t>(a, k, k + 2);
  const auto a_depth = embedded<T>(transposed(a, m, k), m, m + 1);
  for (const InstructionSet set : test::instruction_sets()) {
    CAPTURE(m, n, k, kernels::name_of(set), test::seed());
    PackedColumns by_rows, by_depth;
    by_rows.pack_depth_major(Strided<std::int16_t>{b_depth.data(), n + 5}, n, k, set);  // reused storage
    by_rows.pack_rows(Strided<std::int8_t>{b_rows.data(), k + 1}, n, k, set);
    by_depth.pack_depth_major(Strided<std::int16_t>{b_depth.data(), n + 5}, n, k, set);
    for (const PackedColumns* packed : {&by_rows, &by_depth}) {
      std::vector<std::int32_t> out(m * out_stride, kUntouched);
      kernels::multiply(Strided<std::int16_t>{a_rows.data(), k + 2}, sign, m, *packed, out.data(), out_stride);
      REQUIRE(out == expected);
      out.assign(out.size(), kUntouched);
      kernels::multiply_depth_major(Strided<T>{a_depth.data(), m + 1}, sign, m, *packed, out.data(), out_stride);
      REQUIRE(out == expected);
    }
    // The roles exchanged, as the machine's accumulators lie: [n][m].
    PackedColumns exchanged;
    exchanged.pack_depth_major(Strided<T>{a_depth.data(), m + 1}, m, k, set, sign);
    std::vector<std::int32_t> out(n * m, kUntouched);
    kernels::multiply(Strided<std::int8_t>{b_rows.data(), k + 1}, Sign::is_signed, n, exchanged, out.data(), m);
    REQUIRE(transposed(out, n, m) == product);
    out.assign(out.size(), kUntouched);
    kernels::multiply_depth_major(Strided<std::int16_t>{b_depth.data(), n + 5}, Sign::is_signed, n, exchanged,
                                  out.data(), m);
    REQUIRE(transposed(out, n, m) == product);
  }
}

template <class T>
void compare_random(test::RandomSource& random, golden::MatmulShape shape) {
  std::vector<T> a(shape.m * shape.k);
  std::vector<std::int8_t> b(shape.n * shape.k);
  for (T& x : a) x = static_cast<T>(random.bits());
  for (std::int8_t& x : b) x = static_cast<std::int8_t>(random.bits());
  compare(a, b, shape);
}

}  // namespace

TEMPLATE_TEST_CASE("every instruction set gives the products of the unit at every small shape", "[kernels]",
                   std::int8_t, std::uint8_t) {
  test::RandomSource random;
  for (const std::size_t m : {1, 2, 3, 4, 5, 6, 7, 9})
    for (const std::size_t n : {1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 48, 63, 64, 65, 130})
      for (const std::size_t k : {1, 2, 3, 4, 5, 15, 16, 33}) compare_random<TestType>(random, {m, n, k});
  for (int i = 0; i < 40; ++i) {
    const auto size = [&] { return static_cast<std::size_t>(random.between(1, 90)); };
    compare_random<TestType>(random, {size(), size(), size()});
  }
}

TEMPLATE_TEST_CASE("shapes beyond every block of rows, columns and depth", "[kernels]", std::int8_t, std::uint8_t) {
  test::RandomSource random;
  for (const golden::MatmulShape shape :
       {golden::MatmulShape{131, 19, 70}, {257, 66, 9}, {5, 70, 1543}, {3, 17, 6200}, {130, 130, 800}})
    compare_random<TestType>(random, shape);
}

TEMPLATE_TEST_CASE("the largest operands are exact", "[kernels]", std::int8_t, std::uint8_t) {
  for (const std::size_t k : {2, 3, 4, 31, 4097}) {
    for (const int a : {-128, 127, 255})
      for (const int b : {-128, 127})
        compare(std::vector<TestType>(5 * k, static_cast<TestType>(a)),
                std::vector<std::int8_t>(18 * k, static_cast<std::int8_t>(b)), {5, 18, k});
  }
}

TEST_CASE("the longest rows the accumulator bound allows are exact", "[kernels]") {
  const std::vector<std::int8_t> lowest(131071, -128);
  compare(lowest, lowest, {1, 1, lowest.size()});
  const std::vector<std::uint8_t> highest(65793, 255);
  compare(highest, std::vector<std::int8_t>(highest.size(), -128), {1, 1, highest.size()});
}

TEST_CASE("an empty sum is zero and an empty matrix is left alone by every kernel", "[kernels]") {
  compare<std::int8_t>({}, {}, {2, 3, 0});
  compare<std::int8_t>({}, {1, 2}, {0, 1, 2});
  compare<std::int8_t>({1, 2}, {}, {1, 0, 2});
}
