// SPDX-License-Identifier: Apache-2.0
#include "models/units/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::UInt;
using octet::golden::attention_softmax;
using octet::golden::default_score_align;
using octet::golden::exp_constants_of;
using octet::golden::ExpConstants;
using octet::golden::iexp;
using octet::golden::kMostScoreAlign;
using octet::golden::row_scale;
using octet::golden::score_step;
using octet::golden::softmax;
using octet::test::RandomSource;
using octet::test::Wide;

namespace {

constexpr long double kA = 0.35815147L, kB = 0.96963238L;

/// One internal step: the score step without a shift.
long double internal_step() { return 1.0L / (128.0L * std::sqrt(256.0L * kA)); }

/// The exponential by its definition: division instead of the reciprocal, no limit on the halvings.
std::int64_t reference_exp(std::int64_t x, const ExpConstants& constants) {
  const Wide distance = -x * octet::test::power_of_two(constants.align);
  const Wide halvings = distance / constants.ln2;
  const Wide p = halvings * constants.ln2 - distance;
  const Wide polynomial = p * p + p * constants.b + constants.c;
  if (halvings > 60) return 0;
  return octet::test::limit(
      octet::test::round_divide(polynomial, octet::test::power_of_two(14 + static_cast<int>(halvings))), 0, 255);
}

/// Constants and step of scores of a width, as packages have them that name no shift.
ExpConstants constants_of_width(int bits) { return exp_constants_of(default_score_align(bits)); }
double step_of_width(int bits) { return score_step(default_score_align(bits)); }

std::vector<std::int16_t> gaussian_scores(RandomSource& random, std::size_t size, double sigma, int bits, double step) {
  std::vector<std::int16_t> scores(size);
  const auto top = static_cast<double>((1 << (bits - 1)) - 1);
  for (std::int16_t& score : scores)
    score = static_cast<std::int16_t>(std::clamp(std::round(sigma * random.gaussian() / step), -top - 1, top));
  return scores;
}

/// Softmax in the reals of scores as the unit sees them.
std::vector<double> real_softmax(const std::vector<std::int16_t>& scores, std::size_t valid, double step) {
  const double top = *std::max_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(valid));
  std::vector<double> p(scores.size(), 0.0);
  for (std::size_t j = 0; j < valid; ++j) p[j] = std::exp((scores[j] - top) * step);
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  for (double& value : p) value /= sum;
  return p;
}

}  // namespace

TEST_CASE("each exponential constant is the rounded real", "[softmax][golden]") {
  for (int align = 0; align <= kMostScoreAlign; ++align) {
    CAPTURE(align);
    const ExpConstants constants = exp_constants_of(align);
    const long double step = internal_step();
    CHECK(constants.align == align);
    CHECK(constants.ln2 == std::llround(std::log(2.0L) / step));
    CHECK(constants.b == std::llround(kB / kA / step));
    CHECK(constants.c == std::llround(1.0L / kA / (step * step)));
    CHECK(constants.inverse ==
          std::llround(std::ceil(std::ldexp(1.0L, octet::golden::kExpInverseShift) / constants.ln2)));
    CHECK(std::abs(256.0L * kA * step * step * std::ldexp(1.0L, constants.shift) - 1.0L) < 1e-15L);
    CHECK(score_step(align) == Approx(static_cast<double>(std::ldexp(step, align))).epsilon(1e-14));
  }
  for (int bits = 8; bits <= 16; ++bits)
    CHECK(step_of_width(bits) * static_cast<double>(1 << (bits - 1)) ==
          Approx(bits >= 11 ? 26.735 : 13.368).epsilon(1e-4));
  CHECK_THROWS_AS(exp_constants_of(-1), octet::InternalError);
  CHECK_THROWS_AS(exp_constants_of(13), octet::InternalError);
  CHECK_THROWS_AS(score_step(13), octet::InternalError);
  CHECK_THROWS_AS(default_score_align(7), octet::InternalError);
  CHECK_THROWS_AS(default_score_align(17), octet::InternalError);
}

TEST_CASE("the exponential is exact for every score difference of every width and shift", "[softmax][golden]") {
  for (int align = 0; align <= kMostScoreAlign; ++align) {
    CAPTURE(align);
    const ExpConstants constants = exp_constants_of(align);
    bool same = true;
    bool falls = true;
    std::int64_t last = 255;
    for (std::int64_t x = 0; x > -(1 << 16); --x) {  // of narrower scores the first 2^W
      const std::int64_t e = iexp(Int<18>(x), constants).value();
      same &= e == reference_exp(x, constants);
      falls &= e <= last;
      last = e;
    }
    CHECK(same);
    CHECK(falls);
    CHECK(last == 0);
  }
  CHECK_THROWS_AS(iexp(Int<18>(1), exp_constants_of(4)), octet::InternalError);
}

TEST_CASE("the polynomial stays within 1.93e-3 of exp before it is rounded to 8 bits", "[softmax][golden]") {
  const ExpConstants constants = exp_constants_of(0);
  long double worst = 0;
  for (int p = -constants.ln2 + 1; p <= 0; ++p) {
    const long double value = std::ldexp(static_cast<long double>(p * (p + constants.b) + constants.c), -22);
    worst = std::max(worst, std::abs(value - std::exp(p * internal_step())));
  }
  CHECK(worst < 1.93e-3L);
  CHECK(worst > 1.8e-3L);  // the bound is the polynomial's own
}

TEST_CASE("the 8-bit exponential stays within 3.9e-3 of exp, one step of 1/256 at zero", "[softmax][golden]") {
  for (int align = 0; align <= kMostScoreAlign; ++align) {
    CAPTURE(align);
    double worst = 0;
    for (std::int64_t x = 0; x > -(1 << 16); --x)
      worst = std::max(worst, std::abs(static_cast<double>(iexp(Int<18>(x), exp_constants_of(align)).value()) / 256.0 -
                                       std::exp(static_cast<double>(x) * score_step(align))));
    CHECK(worst < 3.91e-3);
  }
  CHECK(iexp(Int<18>(0), exp_constants_of(4)).value() == 255);
}

TEST_CASE("a row is exponentials of the distance to its largest valid score, and their sum", "[softmax][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const int bits : {8, 12, 16})
    for (int align = 0; align <= kMostScoreAlign; ++align) {
      const ExpConstants constants = exp_constants_of(align);
      const std::vector<std::int16_t> scores = gaussian_scores(random, 50, 3.0, bits, score_step(align));
      for (const std::size_t valid : {1, 2, 17, 49, 50}) {
        std::vector<std::uint8_t> e(scores.size(), 99);
        const UInt<32> sum = attention_softmax(scores, valid, constants, e);
        std::int64_t top = -40000, expected_sum = 0;
        for (std::size_t j = 0; j < valid; ++j) top = std::max<std::int64_t>(top, scores[j]);
        for (std::size_t j = 0; j < scores.size(); ++j) {
          CAPTURE(bits, align, valid, j);
          CHECK(e[j] == (j < valid ? reference_exp(scores[j] - top, constants) : 0));
          expected_sum += e[j];
        }
        CHECK(sum.value() == expected_sum);
      }
    }
}

TEST_CASE("a masked key changes nothing, even with the largest score", "[softmax][golden]") {
  std::vector<std::int16_t> scores{5, -3, 32767};
  std::vector<std::uint8_t> e(3), p(3);
  const std::int64_t sum = attention_softmax(scores, 2, exp_constants_of(0), e).value();
  softmax(scores, 2, exp_constants_of(0), p);
  scores[2] = -32768;
  std::vector<std::uint8_t> e2(3), p2(3);
  CHECK(attention_softmax(scores, 2, exp_constants_of(0), e2).value() == sum);
  softmax(scores, 2, exp_constants_of(0), p2);
  CHECK(e == e2);
  CHECK(p == p2);
}

TEST_CASE("a row without a valid key gives zeros and a zero scale", "[softmax][golden]") {
  const std::vector<std::int16_t> scores{1, 2, 3};
  std::vector<std::uint8_t> e(3, 9), p(3, 9);
  const UInt<32> sum = attention_softmax(scores, 0, exp_constants_of(4), e);
  softmax(scores, 0, exp_constants_of(4), p);
  CHECK(sum.value() == 0);
  CHECK(e == std::vector<std::uint8_t>(3, 0));
  CHECK(p == std::vector<std::uint8_t>(3, 0));
  CHECK(row_scale(sum, {128, 7}, 8) == DyadicScale{});
  CHECK_THROWS_AS(attention_softmax(scores, 4, exp_constants_of(4), e), octet::InternalError);
}

namespace {

/// The nearest normalized scale to context / sum: the first shift whose exact multiplier has its top bit set.
DyadicScale reference_scale(std::int64_t sum, DyadicScale context, int bits) {
  int more = 0;
  while (Wide{context.multiplier} * octet::test::power_of_two(more) < Wide{sum} * octet::test::power_of_two(bits - 1))
    ++more;
  Wide multiplier = octet::test::round_divide(Wide{context.multiplier} * octet::test::power_of_two(more), Wide{sum});
  if (multiplier == octet::test::power_of_two(bits)) {
    multiplier /= 2;
    --more;
  }
  if (context.shift + more > 62) return {};
  return {static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(context.shift + more)};
}

}  // namespace

TEST_CASE("every 8-bit context over every sum up to 4096 is the nearest scale", "[softmax][golden]") {
  bool same = true;
  for (std::uint32_t multiplier = 128; multiplier < 256; ++multiplier)
    for (std::int64_t sum = 1; sum <= 4096; ++sum) {
      const DyadicScale scale = row_scale(UInt<32>(sum), {multiplier, 9}, 8);
      same &= scale == reference_scale(sum, {multiplier, 9}, 8) && octet::is_normalized(scale, 8);
    }
  CHECK(same);
}

TEST_CASE("random contexts of every width over sums up to 2^32 - 1 are the nearest scale", "[softmax][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (int i = 0; i < 100000; ++i) {
    const auto bits = static_cast<int>(random.between(8, 31));
    const std::int64_t top = std::int64_t{1} << (bits - 1);
    const DyadicScale context{static_cast<std::uint32_t>(i % 3 == 0 ? 2 * top - 1 : random.between(top, 2 * top - 1)),
                              static_cast<std::uint8_t>(random.between(0, 62))};
    const std::int64_t length = random.between(1, 32);
    const std::int64_t sum = i % 5 == 0   ? (std::int64_t{1} << length) - 1
                             : i % 5 == 1 ? (std::int64_t{1} << (length - 1))
                                          : random.between(1, (std::int64_t{1} << length) - 1);
    const DyadicScale scale = row_scale(UInt<32>(sum), context, bits);
    if (!(scale == reference_scale(sum, context, bits)) || !octet::is_normalized(scale, bits)) {
      CAPTURE(bits, context.multiplier, int{context.shift}, sum, scale.multiplier, int{scale.shift});
      FAIL("not the nearest scale");
    }
  }
}

TEST_CASE("a scale beyond shift 62 and a zero context give zero", "[softmax][golden]") {
  CHECK(row_scale(UInt<32>(1), {128, 62}, 8) == DyadicScale{128, 62});
  CHECK(row_scale(UInt<32>(2), {128, 61}, 8) == DyadicScale{128, 62});
  CHECK(row_scale(UInt<32>(2), {128, 62}, 8) == DyadicScale{});
  CHECK(row_scale(UInt<32>(1), {0, 3}, 8) == DyadicScale{});
  CHECK_THROWS_AS(row_scale(UInt<32>(1), {100, 3}, 8), octet::InternalError);
}

namespace {

/// Worst error of 20 plain rows, as the unit sees their scores.
double worst_row_error(RandomSource& random, int bits, double sigma, std::size_t keys) {
  const double step = step_of_width(bits);
  double worst = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    const std::vector<std::int16_t> scores = gaussian_scores(random, keys, sigma, bits, step);
    std::vector<std::uint8_t> p(keys);
    softmax(scores, keys, constants_of_width(bits), p);
    const std::vector<double> real = real_softmax(scores, keys, step);
    for (std::size_t j = 0; j < keys; ++j) worst = std::max(worst, std::abs(p[j] / 256.0 - real[j]));
  }
  return worst;
}

/// Relative RMS error of attention outputs over 500 rows of scores of sigma 1.
double attention_error(RandomSource& random, std::size_t keys) {
  constexpr int kScoreBits = 12, kMultiplierBits = 16, kRows = 500;
  const double step = step_of_width(kScoreBits);
  double squared_error = 0, squared = 0;
  for (int row = 0; row < kRows; ++row) {
    const std::vector<std::int16_t> scores = gaussian_scores(random, keys, 1.0, kScoreBits, step);
    std::vector<std::uint8_t> e(keys);
    const UInt<32> sum = attention_softmax(scores, keys, constants_of_width(kScoreBits), e);
    const std::vector<double> p = real_softmax(scores, keys, step);
    std::int64_t accumulator = 0;
    double real = 0;
    for (std::size_t j = 0; j < keys; ++j) {
      const std::int64_t value = random.between(-127, 127);
      accumulator += e[j] * value;
      real += p[j] * static_cast<double>(value);
    }
    // Context scale 256: eight fraction bits below the steps of the values, so that only the softmax's error shows.
    const DyadicScale scale = row_scale(sum, {1U << 15, 7}, kMultiplierBits);
    const std::int64_t output =
        octet::shift_round_half_up(accumulator * static_cast<std::int64_t>(scale.multiplier), scale.shift);
    squared_error += std::pow(static_cast<double>(output) / 256.0 - real, 2);
    squared += real * real;
  }
  return std::sqrt(squared_error / squared);
}

// What softmax.md calls measured: the worst of seeds 1 to kSeeds, each figure a row of its table, and the bound of any
// seed.
constexpr std::uint64_t kSeeds = 20;

struct Measured {
  std::vector<double> sigmas;
  std::vector<std::size_t> keys;
  double worst, bound;
};

}  // namespace

TEST_CASE("the errors of plain softmax rows are those of the page, and within its bounds for another seed",
          "[softmax][golden]") {
  // Short rows feel 256 saturated to 255; peaked long rows lose every key below 1/512 of the largest.
  const std::vector<Measured> table = {{{0.3, 1.0}, {64, 197, 512}, 0.0036, 0.004},
                                       {{0.3, 1.0}, {1, 2, 7}, 0.0048, 0.007},
                                       {{3.0}, {1, 2, 7}, 0.0070, 0.01},
                                       {{3.0}, {64}, 0.019, 0.05},
                                       {{3.0}, {197}, 0.032, 0.05},
                                       {{3.0}, {512}, 0.043, 0.06}};
  CAPTURE(octet::test::seed());
  for (const Measured& row : table) {
    const auto worst_of = [&](std::uint64_t seed) {
      RandomSource random(seed);
      double worst = 0;
      for (const int bits : {8, 12, 16})
        for (const double sigma : row.sigmas)
          for (const std::size_t keys : row.keys) worst = std::max(worst, worst_row_error(random, bits, sigma, keys));
      return worst;
    };
    double worst = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) worst = std::max(worst, worst_of(seed));
    CAPTURE(row.sigmas, row.keys, worst);
    CHECK(worst == Approx(row.worst).epsilon(0.02));
    CHECK(worst_of(octet::test::seed()) < row.bound);
  }
}

TEST_CASE("the errors of attention outputs are those of the page, and within its bounds for another seed",
          "[softmax][golden]") {
  struct Row {
    std::size_t keys;
    double worst, bound;
  };
  CAPTURE(octet::test::seed());
  for (const Row& row : {Row{49, 0.0064, 0.01}, Row{256, 0.0093, 0.011}, Row{512, 0.0112, 0.02}}) {
    double worst = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      RandomSource random(seed);
      worst = std::max(worst, attention_error(random, row.keys));
    }
    RandomSource random;
    CAPTURE(row.keys, worst);
    CHECK(worst == Approx(row.worst).epsilon(0.02));
    CHECK(attention_error(random, row.keys) < row.bound);
  }
}
