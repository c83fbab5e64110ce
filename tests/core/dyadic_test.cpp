// SPDX-License-Identifier: Apache-2.0
#include "models/core/dyadic.hpp"

#include <cmath>
#include <limits>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using octet::dyadic_from_real;
using octet::DyadicScale;
using octet::is_normalized;

TEST_CASE("a real factor becomes the nearest normalized dyadic scale", "[dyadic][core]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  for (int i = 0; i < 20000; ++i) {
    const auto bits = static_cast<int>(random.between(8, 31));
    const double factor =
        std::ldexp(1.0 + static_cast<double>(random.bits() >> 12) * 0x1p-52, static_cast<int>(random.between(-30, 6)));
    const DyadicScale scale = dyadic_from_real(factor, bits);
    CAPTURE(factor, bits, scale.multiplier, int{scale.shift});
    REQUIRE(is_normalized(scale, bits));
    const long double step = std::ldexp(1.0L, -scale.shift);
    REQUIRE(std::abs(static_cast<long double>(scale.multiplier) * step - factor) <= step / 2);
  }
}

TEST_CASE("a factor that rounds up to a power of two keeps its multiplier normalized", "[dyadic][core]") {
  CHECK(dyadic_from_real(0.99999, 8) == DyadicScale{128, 7});
  CHECK(dyadic_from_real(1.0, 8) == DyadicScale{128, 7});
  CHECK(dyadic_from_real(1.0, 31) == DyadicScale{1U << 30, 30});
}

TEST_CASE("a scale survives the way to a real and back", "[dyadic][core]") {
  for (const int bits : {8, 16, 31})
    for (const std::uint32_t low : {0U, 1U, 77U})
      for (const int shift : {0, 1, 31, 62}) {
        const DyadicScale scale{(1U << (bits - 1)) + low, static_cast<std::uint8_t>(shift)};
        CHECK(dyadic_from_real(octet::real_from_dyadic(scale), bits) == scale);
      }
}

TEST_CASE("a factor too small for shift 62 becomes zero", "[dyadic][core]") {
  CHECK(dyadic_from_real(0.0, 16) == DyadicScale{});
  CHECK(dyadic_from_real(0x1p-47, 16) == DyadicScale{1U << 15, 62});
  CHECK(dyadic_from_real(0x1p-48, 16) == DyadicScale{});
}

TEST_CASE("a factor that no scale can hold is a broken invariant", "[dyadic][core]") {
  CHECK_THROWS_AS(dyadic_from_real(-1.0, 16), octet::InternalError);
  CHECK_THROWS_AS(dyadic_from_real(std::numeric_limits<double>::infinity(), 16), octet::InternalError);
  CHECK_THROWS_AS(dyadic_from_real(std::nan(""), 16), octet::InternalError);
  CHECK_THROWS_AS(dyadic_from_real(256.0, 8), octet::InternalError);
  CHECK_NOTHROW(dyadic_from_real(255.0, 8));
  CHECK_THROWS_AS(dyadic_from_real(1.0, 32), octet::InternalError);
}

TEST_CASE("is_normalized asks for the top bit, the width and the shift", "[dyadic][core]") {
  CHECK(is_normalized({128, 0}, 8));
  CHECK(is_normalized({255, 62}, 8));
  CHECK(is_normalized({0, 5}, 8));
  CHECK_FALSE(is_normalized({127, 0}, 8));
  CHECK_FALSE(is_normalized({256, 0}, 8));
  CHECK_FALSE(is_normalized({128, 63}, 8));
}
