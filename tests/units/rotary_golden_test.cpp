// SPDX-License-Identifier: Apache-2.0
#include "models/units/rotary.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::golden::rotate;
using octet::test::power_of_two;
using octet::test::Wide;

namespace {

struct Pair {
  std::int64_t x, y, cosine, sine;
};

/// The page's definition with divisions and 128-bit integers, both instances where the widths allow.
bool turns(const Pair& it, DyadicScale scale, int bits) {
  const auto top = static_cast<std::int64_t>(power_of_two(bits - 1)) - 1;
  const auto rounded = [&](Wide sum) {
    return octet::test::limit(octet::test::round_divide(sum * scale.multiplier, power_of_two(scale.shift)), -top - 1,
                              top);
  };
  const std::int64_t first = rounded(Wide{it.x} * it.cosine - Wide{it.y} * it.sine);
  const std::int64_t second = rounded(Wide{it.y} * it.cosine + Wide{it.x} * it.sine);
  const Int<16> x(it.x), y(it.y), c(it.cosine), s(it.sine);
  const auto wide = rotate<22>(x, y, c, s, scale, bits);
  if (wide[0].value() != first || wide[1].value() != second) return false;
  if (bits > 16) return true;
  const auto narrow = rotate<16>(x, y, c, s, scale, bits);
  return narrow[0].value() == first && narrow[1].value() == second;
}

constexpr std::int64_t kCorners[] = {-32768, -32767, -128, -1, 0, 1, 127, 32767};
constexpr std::int64_t kTable[] = {-16384, -16383, -11585, -1, 0, 1, 11585, 16384};

}  // namespace

TEST_CASE("corner pairs turn by corner angles exactly, and saturate at every width", "[rotary][golden]") {
  for (const DyadicScale scale : {DyadicScale{1U << 14, 28}, {65535, 30}, {2147483647, 31}, {1U << 30, 62}, {0, 0}})
    for (const int bits : {8, 11, 16, 22}) {
      CAPTURE(scale.multiplier, int{scale.shift}, bits);
      bool same = true;
      for (const std::int64_t x : kCorners)
        for (const std::int64_t y : kCorners)
          for (const std::int64_t cosine : kTable)
            for (const std::int64_t sine : kTable) same &= turns({x, y, cosine, sine}, scale, bits);
      CHECK(same);
    }
  const auto right_angle = rotate<16>(Int<16>(7), Int<16>(-3), Int<16>(0), Int<16>(16384), {1U << 14, 28}, 8);
  CHECK(right_angle[0].value() == 3);
  CHECK(right_angle[1].value() == 7);
}

TEST_CASE("the sum of both products is rounded once, halves upwards, at every shift", "[rotary][golden]") {
  // x = 1 and y = 1 with cosine and sine of which neither product alone is a half.
  CHECK(rotate<16>(Int<16>(1), Int<16>(1), Int<16>(3), Int<16>(1), {1, 2}, 8)[0].value() == 1);  // 2 / 4 -> 1
  CHECK(rotate<16>(Int<16>(1), Int<16>(1), Int<16>(1), Int<16>(3), {1, 2}, 8)[0].value() == 0);  // -2 / 4 -> 0
  for (int shift = 1; shift <= 59; ++shift) {
    const int up = shift - 1 < 30 ? shift - 1 : 30;
    const std::int64_t half = std::int64_t{1} << (shift - 1 - up);
    for (const std::int64_t odd : {-3, -1, 1, 3})
      for (const std::int64_t distance : {-1, 0, 1}) {
        const std::int64_t sum = odd * half + distance, x = sum / 16384, rest = sum - x * 16384;
        if (x < -32768 || x > 32767) continue;
        CAPTURE(shift, odd, distance);
        CHECK(turns({x, -1, 16384, rest}, {1U << up, static_cast<std::uint8_t>(shift)}, 16));
      }
  }
}

TEST_CASE("random pairs, angles and scales are exact", "[rotary][golden]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  for (int i = 0; i < 300000; ++i) {
    const Pair it{random.between(-32768, 32767) >> random.between(0, 12), random.between(-32768, 32767),
                  random.between(-16384, 16384), random.between(-16384, 16384)};
    const DyadicScale scale{static_cast<std::uint32_t>(random.between(1, 2147483647)),
                            static_cast<std::uint8_t>(random.between(20, 62))};
    if (!turns(it, scale, static_cast<int>(random.between(8, 22)))) FAIL(it.x << " " << it.y << " " << it.cosine);
  }
}

TEST_CASE("a turned pair stays near the real one", "[rotary][golden]") {
  octet::test::RandomSource random;
  CAPTURE(octet::test::seed());
  double worst = 0, squares = 0, count = 0;
  for (int position = 0; position < 64; ++position)
    for (int j = 0; j < 16; ++j) {
      const double angle = position * std::pow(10000.0, -j / 16.0);
      const Int<16> cosine(std::lround(16384 * std::cos(angle))), sine(std::lround(16384 * std::sin(angle)));
      for (int i = 0; i < 50; ++i) {
        const std::int64_t x = random.between(-20000, 20000), y = random.between(-20000, 20000);
        const auto larger = static_cast<double>(std::max({std::abs(x), std::abs(y), std::int64_t{1}}));
        if (larger < 5000) continue;
        // Steps of a 64th of the input's, in 22 bits: the rounding of the result is left out.
        const auto turned = rotate<22>(Int<16>(x), Int<16>(y), cosine, sine, {1U << 14, 22}, 22);
        const double first = static_cast<double>(x) * std::cos(angle) - static_cast<double>(y) * std::sin(angle);
        const double second = static_cast<double>(y) * std::cos(angle) + static_cast<double>(x) * std::sin(angle);
        for (const double error : {static_cast<double>(turned[0].value()) / 64 - first,
                                   static_cast<double>(turned[1].value()) / 64 - second}) {
          worst = std::max(worst, std::abs(error) / larger);
          squares += error * error / (larger * larger), ++count;
        }
      }
    }
  const double rms = std::sqrt(squares / count);
  CAPTURE(worst, rms);
  CHECK((worst < 6.2e-5 && worst > 5.5e-5));
  CHECK((rms < 2.1e-5 && rms > 1.9e-5));
}
