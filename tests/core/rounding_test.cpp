// SPDX-License-Identifier: Apache-2.0
#include "models/core/rounding.hpp"

#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

using octet::saturate;
using octet::saturate_u8;
using octet::shift_round_half_up;
using octet::test::power_of_two;
using octet::test::round_divide;

TEST_CASE("shift_round_half_up is exact for every 16-bit value at every shift up to 20", "[rounding][core]") {
  bool same = true;
  for (int shift = 0; shift <= 20; ++shift)
    for (std::int64_t x = -32768; x <= 32767; ++x)
      same &= shift_round_half_up(x, shift) == round_divide(x, power_of_two(shift));
  CHECK(same);
}

TEST_CASE("one half, and one half plus and minus one, round upwards at every shift and both signs",
          "[rounding][core]") {
  for (int shift = 1; shift <= 62; ++shift) {
    CAPTURE(shift);
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    CHECK(shift_round_half_up(half, shift) == 1);
    CHECK(shift_round_half_up(half - 1, shift) == 0);
    CHECK(shift_round_half_up(half + 1, shift) == 1);
    CHECK(shift_round_half_up(-half, shift) == 0);
    CHECK(shift_round_half_up(-half - 1, shift) == -1);
    CHECK(shift_round_half_up(-half + 1, shift) == 0);
    for (const std::int64_t whole : {-3, -2, -1, 1, 2})
      for (const std::int64_t near : {-1, 0, 1}) {
        const octet::test::Wide x = whole * power_of_two(shift) + half + near;
        const octet::test::Wide limit = std::numeric_limits<std::int64_t>::max() - half;
        if (x > limit || x < std::numeric_limits<std::int64_t>::min()) continue;
        const auto fits = static_cast<std::int64_t>(x);
        CHECK(shift_round_half_up(fits, shift) == round_divide(fits, power_of_two(shift)));
      }
  }
}

TEST_CASE("random 62-bit values round like 128-bit division", "[rounding][core]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  for (int i = 0; i < 200000; ++i) {
    const auto shift = static_cast<int>(random.between(0, 62));
    const std::int64_t x = static_cast<std::int64_t>(random.bits()) >> (2 + random.between(0, 40));
    if (shift_round_half_up(x, shift) != round_divide(x, power_of_two(shift))) {
      CAPTURE(x, shift);
      FAIL("rounded differently");
    }
  }
}

TEST_CASE("saturate clamps to the two's complement range of its width", "[rounding][core]") {
  for (int bits = 2; bits <= 63; ++bits) {
    CAPTURE(bits);
    const auto top = static_cast<std::int64_t>(power_of_two(bits - 1) - 1);
    const auto bottom = static_cast<std::int64_t>(-power_of_two(bits - 1));
    CHECK(saturate(top, bits) == top);
    CHECK(saturate(top + 1, bits) == top);
    CHECK(saturate(bottom, bits) == bottom);
    CHECK(saturate(bottom - 1, bits) == bottom);
    CHECK(saturate(std::numeric_limits<std::int64_t>::max(), bits) == top);
    CHECK(saturate(std::numeric_limits<std::int64_t>::min(), bits) == bottom);
    CHECK(saturate(0, bits) == 0);
  }
  CHECK(saturate<8>(128).value() == 127);
  CHECK(saturate<8>(-129).value() == -128);
}

TEST_CASE("saturate_u8 clamps to 0 and 255", "[rounding][core]") {
  CHECK(saturate_u8(-1).value() == 0);
  CHECK(saturate_u8(0).value() == 0);
  CHECK(saturate_u8(255).value() == 255);
  CHECK(saturate_u8(256).value() == 255);
}

TEST_CASE("ceil_div and round_up step at multiples", "[rounding][core]") {
  CHECK(octet::ceil_div(0, 4) == 0);
  CHECK(octet::ceil_div(1, 4) == 1);
  CHECK(octet::ceil_div(4, 4) == 1);
  CHECK(octet::ceil_div(5, 4) == 2);
  CHECK(octet::round_up(33, 32) == 64);
  CHECK(octet::round_up(32, 32) == 32);
}
