// SPDX-License-Identifier: Apache-2.0
#include "models/units/matmul.hpp"

#include <limits>
#include <vector>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using octet::golden::accumulates_within_int32;
using octet::golden::matmul;
using octet::golden::MatmulShape;

namespace {

template <class T>
std::vector<std::int32_t> product(const std::vector<T>& a, const std::vector<std::int8_t>& b, MatmulShape shape) {
  std::vector<std::int32_t> out(shape.m * shape.n, 123456789);
  matmul(std::span<const T>(a), std::span<const std::int8_t>(b), out, shape);
  return out;
}

/// The definition, in 64 bits.
template <class T>
std::vector<std::int32_t> reference(const std::vector<T>& a, const std::vector<std::int8_t>& b, MatmulShape shape) {
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < shape.m; ++i)
    for (std::size_t j = 0; j < shape.n; ++j) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < shape.k; ++k)
        sum += std::int64_t{a[i * shape.k + k]} * std::int64_t{b[j * shape.k + k]};
      out.push_back(static_cast<std::int32_t>(sum));
    }
  return out;
}

template <class T>
void compare_random(octet::test::RandomSource& random, MatmulShape shape) {
  CAPTURE(shape.m, shape.n, shape.k, octet::test::seed());
  std::vector<T> a(shape.m * shape.k);
  std::vector<std::int8_t> b(shape.n * shape.k);
  for (T& value : a) value = static_cast<T>(random.bits());
  for (std::int8_t& value : b) value = static_cast<std::int8_t>(random.bits());
  REQUIRE(product(a, b, shape) == reference(a, b, shape));
}

}  // namespace

TEMPLATE_TEST_CASE("random products equal the definition at every small shape", "[matmul][golden]", std::int8_t,
                   std::uint8_t) {
  octet::test::RandomSource random;
  for (const std::size_t m : {1, 2, 3, 4, 5, 49})
    for (const std::size_t n : {1, 3, 4, 7, 63, 64, 65, 130})
      for (const std::size_t k : {1, 2, 15, 16, 31, 32, 33, 128}) compare_random<TestType>(random, {m, n, k});
  for (int i = 0; i < 40; ++i) {
    const auto size = [&] { return static_cast<std::size_t>(random.between(1, 90)); };
    compare_random<TestType>(random, {size(), size(), size()});
  }
}

TEST_CASE("the longest row the bound allows does not overflow with the largest products", "[matmul][golden]") {
  const std::size_t k = 131071;
  REQUIRE(accumulates_within_int32(k, false, 0));
  const std::vector<std::int8_t> lowest(k, -128);
  CHECK(product(lowest, lowest, {1, 1, k}).front() == 131071 * 16384);

  const std::size_t unsigned_k = 65793;
  REQUIRE(accumulates_within_int32(unsigned_k, true, 0));
  const std::vector<std::uint8_t> highest(unsigned_k, 255);
  const std::vector<std::int8_t> b(unsigned_k, -128);
  CHECK(product(highest, b, {1, 1, unsigned_k}).front() == -(65793 * 32640));
}

TEST_CASE("the accumulator bound is tight", "[matmul][golden]") {
  for (const bool is_unsigned : {false, true}) {
    const std::uint64_t largest = is_unsigned ? 255 * 128 : 128 * 128;
    const std::uint64_t top = 2147483647;
    for (const std::uint64_t bias : {std::uint64_t{0}, std::uint64_t{1000000}, top - largest, top}) {
      CAPTURE(is_unsigned, bias);
      const std::uint64_t k = (top - bias) / largest;
      CHECK(accumulates_within_int32(k, is_unsigned, bias));
      CHECK_FALSE(accumulates_within_int32(k + 1, is_unsigned, bias));
    }
    CHECK_FALSE(accumulates_within_int32(0, is_unsigned, top + 1));
    CHECK_FALSE(accumulates_within_int32(std::numeric_limits<std::uint64_t>::max(), is_unsigned, 0));
  }
}

TEST_CASE("an empty sum is zero and an empty matrix is left alone", "[matmul][golden]") {
  CHECK(product<std::int8_t>({}, {}, {2, 3, 0}) == std::vector<std::int32_t>(6, 0));
  CHECK(product<std::int8_t>({}, {1, 2}, {0, 1, 2}).empty());
  CHECK(product<std::int8_t>({1, 2}, {}, {1, 0, 2}).empty());
}

TEST_CASE("operands that do not fit the shape are refused", "[matmul][golden]") {
  CHECK_THROWS_AS(product<std::int8_t>({1, 2, 3}, {1, 2}, {1, 1, 2}), octet::InternalError);
  CHECK_THROWS_AS(product<std::int8_t>({1, 2}, {1, 2, 3}, {1, 1, 2}), octet::InternalError);
}
