// SPDX-License-Identifier: Apache-2.0
#include "models/units/residual_adder.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::golden::residual_add;
using octet::test::Wide;

namespace {

Wide scaled(std::int64_t x, DyadicScale scale) {
  return octet::test::round_divide(Wide{x} * scale.multiplier, octet::test::power_of_two(scale.shift));
}

bool fits_16(std::int64_t x) { return x >= -32768 && x <= 32767; }

/// Both instances where the widths allow.
bool agrees(std::int64_t a, DyadicScale scale_a, std::int64_t b, DyadicScale scale_b, int bits) {
  const auto top = static_cast<std::int64_t>(octet::test::power_of_two(bits - 1)) - 1;
  const std::int64_t expected = octet::test::limit(scaled(a, scale_a) + scaled(b, scale_b), -top - 1, top);
  return residual_add(Int<22>(a), scale_a, Int<22>(b), scale_b, bits).value() == expected &&
         (bits > 16 || !fits_16(a) || !fits_16(b) ||
          residual_add(Int<16>(a), scale_a, Int<16>(b), scale_b, bits).value() == expected);
}

constexpr std::int64_t kLowest = -2097152, kHighest = 2097151;  // of 22 bits
constexpr std::int64_t kCorners[] = {kLowest, kLowest + 1, -32769, -32768, -32767, -129,  -128,
                                     -1,      0,           1,      127,    32767,  32768, kHighest};

}  // namespace

TEST_CASE("every 16-bit operand is added exactly for listed scales", "[residual_adder][golden]") {
  const DyadicScale scales[] = {{0, 0},      {1, 0},      {128, 7},         {255, 9},       {129, 15},
                                {65535, 20}, {32768, 16}, {2147483647, 31}, {1U << 30, 45}, {2147483647, 62}};
  for (const DyadicScale scale_a : scales)
    for (const DyadicScale scale_b : {DyadicScale{128, 7}, DyadicScale{40503, 17}, DyadicScale{2147483647, 0}})
      for (const std::int64_t b : {-32768, -1, 0, 101, 32767}) {
        CAPTURE(scale_a.multiplier, int{scale_a.shift}, scale_b.multiplier, b);
        bool same = true;
        for (std::int64_t a = -32768; a <= 32767; ++a)
          same &= agrees(a, scale_a, b, scale_b, 16) && agrees(b, scale_b, a, scale_a, 8);
        CHECK(same);
      }
}

TEST_CASE("every 22-bit operand is added exactly for listed scales", "[residual_adder][golden]") {
  for (const DyadicScale scale : {DyadicScale{40503, 16}, DyadicScale{2147483647, 31}, DyadicScale{181, 13}}) {
    CAPTURE(scale.multiplier, int{scale.shift});
    bool same = true;
    for (std::int64_t a = kLowest; a <= kHighest; ++a) same &= agrees(a, scale, -77777, {40503, 17}, 22);
    CHECK(same);
  }
}

TEST_CASE("each operand is rounded once, before the sum", "[residual_adder][golden]") {
  const DyadicScale half{128, 8};
  CHECK(residual_add(Int<16>(1), half, Int<16>(1), half, 16).value() == 2);    // 0.5 -> 1, twice
  CHECK(residual_add(Int<16>(-1), half, Int<16>(-1), half, 16).value() == 0);  // -0.5 -> 0, twice
  CHECK(residual_add(Int<16>(1), half, Int<16>(-1), half, 16).value() == 1);
}

TEST_CASE("one half, and one half plus and minus one, is exact at every shift", "[residual_adder][golden]") {
  for (int shift = 1; shift <= 62; ++shift) {
    const int up = shift - 1 < 30 ? shift - 1 : 30;  // x * 2^up is an odd number of halves
    for (const std::int64_t odd : {-3, -1, 1, 3})
      for (const std::int64_t distance : {-1, 0, 1}) {
        const Wide x = odd * octet::test::power_of_two(shift - 1 - up) + distance;
        if (x < kLowest || x > kHighest) continue;
        const DyadicScale scale{1U << up, static_cast<std::uint8_t>(shift)};
        CAPTURE(shift, odd, distance);
        for (const int bits : {16, 22}) {
          CHECK(agrees(static_cast<std::int64_t>(x), scale, 5, {128, 7}, bits));
          CHECK(agrees(5, {128, 7}, static_cast<std::int64_t>(x), scale, bits));
        }
      }
  }
}

TEST_CASE("corner operands saturate at every output width", "[residual_adder][golden]") {
  const DyadicScale one{128, 7};
  for (int bits = 8; bits <= 22; ++bits)
    for (const std::int64_t a : kCorners)
      for (const std::int64_t b : kCorners) {
        CAPTURE(bits, a, b);
        CHECK(agrees(a, one, b, one, bits));
        CHECK(agrees(a, {2147483647, 0}, b, {2147483647, 0}, bits));
      }
}

TEST_CASE("random operands and scales are exact and addition commutes", "[residual_adder][golden]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  for (int i = 0; i < 300000; ++i) {
    const std::int64_t a = random.between(kLowest, kHighest) >> random.between(0, 14);
    const std::int64_t b = random.between(kLowest, kHighest) >> random.between(0, 14);
    const auto scale = [&] {
      return DyadicScale{static_cast<std::uint32_t>(random.bits() >> random.between(33, 56)),
                         static_cast<std::uint8_t>(random.between(0, 62))};
    };
    const DyadicScale scale_a = scale();
    const DyadicScale scale_b = scale();
    const auto bits = static_cast<int>(random.between(8, 22));
    const bool commutes = residual_add(Int<22>(a), scale_a, Int<22>(b), scale_b, bits) ==
                          residual_add(Int<22>(b), scale_b, Int<22>(a), scale_a, bits);
    if (!commutes || !agrees(a, scale_a, b, scale_b, bits)) {
      CAPTURE(a, scale_a.multiplier, int{scale_a.shift}, b, scale_b.multiplier, int{scale_b.shift}, bits);
      FAIL("added differently");
    }
  }
}

namespace {

bool multiplies(std::int64_t a, std::int64_t b, DyadicScale scale, int bits) {
  const auto top = static_cast<std::int64_t>(octet::test::power_of_two(bits - 1)) - 1;
  const std::int64_t expected = octet::test::limit(scaled(a * b, scale), -top - 1, top);
  return octet::golden::multiply<22>(Int<16>(a), Int<16>(b), scale, bits).value() == expected &&
         (bits > 16 || octet::golden::multiply<16>(Int<16>(a), Int<16>(b), scale, bits).value() == expected);
}

}  // namespace

TEST_CASE("gated products are exact and rounded once, of every 8-bit pair and corners of 16",
          "[residual_adder][golden]") {
  for (const DyadicScale scale :
       {DyadicScale{128, 14}, {181, 13}, {65535, 20}, {2147483647, 45}, {1U << 30, 62}, {0, 0}}) {
    CAPTURE(scale.multiplier, int{scale.shift});
    bool same = true;
    for (std::int64_t a = -128; a <= 127; ++a)
      for (std::int64_t b = -128; b <= 127; ++b) same &= multiplies(a, b, scale, 8) && multiplies(a, b, scale, 16);
    for (std::int64_t a = -32768; a <= 32767; ++a)
      for (const std::int64_t b : {-32768, -32767, -1, 0, 1, 32767})
        same &= multiplies(a, b, scale, 16) && multiplies(b, a, scale, 22);
    CHECK(same);
  }
  CHECK(octet::golden::multiply<16>(Int<16>(3), Int<16>(1), {128, 8}, 8).value() == 2);    // 1.5 -> 2
  CHECK(octet::golden::multiply<16>(Int<16>(-3), Int<16>(1), {128, 8}, 8).value() == -1);  // -1.5 -> -1
}

TEST_CASE("a gated product tells a half from one more and less at every shift", "[residual_adder][golden]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  for (int shift = 1; shift <= 60; ++shift) {
    const int up = shift - 1 < 30 ? shift - 1 : 30;  // a * b * 2^up is an odd number of halves
    const std::int64_t half = std::int64_t{1} << (shift - 1 - up);
    for (const std::int64_t odd : {-3, -1, 1, 3})
      for (const std::int64_t distance : {-1, 0, 1}) {
        // The product, as two factors where it is no prime.
        const std::int64_t product = odd * half + distance;
        std::int64_t b = 1;
        while (b < 32768 && (product / b > 32767 || product / b < -32768)) b *= 2;
        if (product % b != 0 || b > 16384) continue;
        CAPTURE(shift, odd, distance);
        CHECK(multiplies(product / b, b, {1U << up, static_cast<std::uint8_t>(shift)}, 16));
      }
  }
  for (int i = 0; i < 300000; ++i) {
    const std::int64_t a = random.between(-32768, 32767) >> random.between(0, 8);
    const std::int64_t b = random.between(-32768, 32767) >> random.between(0, 8);
    const DyadicScale scale{static_cast<std::uint32_t>(random.between(1, 2147483647)),
                            static_cast<std::uint8_t>(random.between(0, 62))};
    const int bits = static_cast<int>(random.between(8, 22));
    if (!multiplies(a, b, scale, bits))
      FAIL(a << " * " << b << " by " << scale.multiplier << " >> " << int{scale.shift});
  }
}
