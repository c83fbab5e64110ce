// SPDX-License-Identifier: Apache-2.0
#include "models/units/requantizer.hpp"

#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::golden::requantize;
using octet::test::Wide;

namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int32_t>::max();

std::int64_t reference(std::int64_t accumulator, std::int64_t bias, DyadicScale scale, int bits) {
  const Wide rounded =
      octet::test::round_divide(Wide{accumulator + bias} * scale.multiplier, octet::test::power_of_two(scale.shift));
  const auto top = static_cast<std::int64_t>(octet::test::power_of_two(bits - 1)) - 1;
  return octet::test::limit(rounded, -top - 1, top);
}

/// Both instances where the width allows.
bool agrees(std::int64_t accumulator, std::int64_t bias, DyadicScale scale, int bits) {
  const std::int64_t expected = reference(accumulator, bias, scale, bits);
  return requantize<22>(Int<32>(accumulator), Int<32>(bias), scale, bits).value() == expected &&
         (bits > 16 || requantize(Int<32>(accumulator), Int<32>(bias), scale, bits).value() == expected);
}

/// The inverse of an odd multiplier modulo 2^64 (Newton).
std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

}  // namespace

TEST_CASE("every 16-bit accumulator is requantized exactly for listed scales and widths", "[requantizer][golden]") {
  const DyadicScale scales[] = {{0, 0},         {1, 0},           {128, 7},    {255, 12},
                                {181, 15},      {40503, 16},      {65535, 24}, {(1U << 31) - 1, 31},
                                {1U << 30, 38}, {1518500250, 44}, {3, 1},      {0, 62},
                                {1U << 30, 62}, {2147483647, 62}};
  for (const DyadicScale scale : scales)
    for (const int bits : {8, 9, 12, 16, 17, 22}) {
      CAPTURE(scale.multiplier, int{scale.shift}, bits);
      bool same = true;
      for (std::int64_t x = -32768; x <= 32767; ++x) same &= agrees(x, 0, scale, bits) && agrees(x, 777, scale, bits);
      CHECK(same);
    }
}

TEST_CASE("exact halves round upwards at every shift and both signs", "[requantizer][golden]") {
  for (int shift = 1; shift <= 62; ++shift) {
    const int up = shift - 1 < 30 ? shift - 1 : 30;  // accumulator * 2^up is an odd number of halves
    const DyadicScale scale{1U << up, static_cast<std::uint8_t>(shift)};
    const std::int64_t half = std::int64_t{1} << (shift - 1 - up);
    for (const std::int64_t odd : {-101, -3, -1, 1, 3, 253}) {
      const std::int64_t accumulator = odd * half;
      if (accumulator < kLowest || accumulator > kHighest) continue;
      CAPTURE(shift, odd);
      CHECK(requantize(Int<32>(accumulator), Int<32>(0), scale, 16).value() == (odd + 1) / 2);
      CHECK(requantize<22>(Int<32>(accumulator), Int<32>(0), scale, 22).value() == (odd + 1) / 2);
    }
  }
}

TEST_CASE("one half plus and minus one is told apart from one half at every shift an accumulator can reach",
          "[requantizer][golden]") {
  for (int shift = 1; shift <= 31; ++shift)
    for (const std::uint32_t multiplier : {129U, 40503U, 65535U, 1518500249U, 2147483647U})
      for (const std::int64_t distance : {-1, 0, 1}) {
        // Solve accumulator * multiplier = half + distance (mod 2^shift).
        const std::uint64_t target = (std::uint64_t{1} << (shift - 1)) + static_cast<std::uint64_t>(distance);
        const std::uint64_t residue = (target * inverse(multiplier)) & ((std::uint64_t{1} << shift) - 1);
        for (const std::int64_t period : {-1, 0}) {
          const std::int64_t accumulator = static_cast<std::int64_t>(residue) + period * (std::int64_t{1} << shift);
          CAPTURE(shift, multiplier, distance, accumulator);
          for (const int bits : {16, 22})
            CHECK(agrees(accumulator, 0, {multiplier, static_cast<std::uint8_t>(shift)}, bits));
        }
      }
}

TEST_CASE("the accumulators on both sides of a half are exact at the shifts above", "[requantizer][golden]") {
  for (int shift = 32; shift <= 62; ++shift)
    for (const std::uint32_t multiplier : {1U << 30, 1518500249U, 2147483647U})
      for (const int whole : {-2097153, -2097152, -40000, -200, -3, -2, -1, 0, 1, 2, 200, 40000, 2097150, 2097151}) {
        const Wide half = octet::test::power_of_two(shift - 1);
        const Wide nearest = octet::test::round_divide((2 * whole + 1) * half, multiplier);
        for (const int step : {-1, 0, 1}) {
          const Wide accumulator = nearest + step;
          if (accumulator < kLowest || accumulator > kHighest) continue;
          CAPTURE(shift, multiplier, whole, step);
          for (const int bits : {16, 22})
            CHECK(agrees(static_cast<std::int64_t>(accumulator), 0, {multiplier, static_cast<std::uint8_t>(shift)},
                         bits));
        }
      }
}

TEST_CASE("corner accumulators and biases are exact at every shift", "[requantizer][golden]") {
  for (int shift = 0; shift <= 62; ++shift)
    for (const std::uint32_t multiplier : {0U, 1U, 128U, 65535U, 1U << 30, 2147483647U})
      for (const std::int64_t x : {kLowest, kLowest + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kHighest})
        for (const std::int64_t bias : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, kHighest, kLowest}) {
          if (x + bias < kLowest || x + bias > kHighest) continue;
          CAPTURE(shift, multiplier, x, bias);
          for (const int bits : {8, 16, 17, 22})
            CHECK(agrees(x, bias, {multiplier, static_cast<std::uint8_t>(shift)}, bits));
        }
}

TEST_CASE("random accumulators, biases and scales are exact", "[requantizer][golden]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  for (int i = 0; i < 500000; ++i) {
    const std::int64_t x = random.between(kLowest / 2, kHighest / 2) >> random.between(0, 28);
    const std::int64_t bias = random.between(kLowest / 2, kHighest / 2) >> random.between(0, 28);
    const DyadicScale scale{static_cast<std::uint32_t>(random.bits() >> 33),
                            static_cast<std::uint8_t>(random.between(20, 62))};
    const auto bits = static_cast<int>(random.between(8, 22));
    if (!agrees(x, bias, scale, bits)) {
      CAPTURE(x, bias, scale.multiplier, int{scale.shift}, bits);
      FAIL("requantized differently");
    }
  }
}

TEST_CASE("an accumulator and bias that do not fit 32 bits are caught in checked builds", "[requantizer][golden]") {
  if (!octet::kCheckRanges) return;
  CHECK_THROWS_AS(requantize(Int<32>(kHighest), Int<32>(1), {128, 7}, 8), octet::InternalError);
  CHECK_THROWS_AS(requantize(Int<32>(32768), Int<32>(0), {128, 7}, 17), octet::InternalError);  // beyond memory
}
