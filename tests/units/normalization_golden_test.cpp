// SPDX-License-Identifier: Apache-2.0
#include "models/units/normalization.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"
#include "tests/units/half_way_sums.hpp"

using octet::UInt;
using octet::golden::integer_sqrt;
using octet::golden::kNormalizedFractionBits;
using octet::golden::layernorm;
using octet::test::power_of_two;
using octet::test::RandomSource;
using octet::test::round_divide;
using octet::test::Wide;

namespace {

using Row = std::vector<std::int16_t>;
using WideRow = std::vector<std::int32_t>;  // of 22 bits

constexpr std::int32_t kLowest = -2097152, kHighest = 2097151;  // of 22 bits
using Parameters = std::vector<std::int32_t>;

template <class T>
std::vector<std::int8_t> run(const std::vector<T>& x, const Parameters& gamma, const Parameters& beta, int shift) {
  std::vector<std::int8_t> out(x.size());
  layernorm(std::span<const T>(x), gamma, beta, shift, out);
  return out;
}

/// x_hat in the reals, n and variance exact.
template <class T>
std::vector<long double> real_normalized(const std::vector<T>& x) {
  Wide sum = 0, squares = 0;
  for (const T value : x) sum += value, squares += Wide{value} * value;
  const auto n = static_cast<Wide>(x.size());
  const auto deviation = std::sqrt(static_cast<long double>(n * squares - sum * sum));
  std::vector<long double> normalized;
  for (const T value : x)
    normalized.push_back(deviation == 0 ? 0 : static_cast<long double>(n * value - sum) / deviation);
  return normalized;
}

/// Largest error of x_hat, in its last bit (2^-12): beta takes the expected value away, so the 8-bit output is the
/// error.
template <class T>
double worst_normalized_error(const std::vector<T>& x) {
  const std::vector<long double> real = real_normalized(x);
  Parameters beta;
  for (const long double value : real) beta.push_back(static_cast<std::int32_t>(-std::llround(value * 4096)));
  const std::vector<std::int8_t> out = run(x, Parameters(x.size(), 1), beta, 0);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    worst = std::max(worst, static_cast<double>(std::abs(out[i] - beta[i] - real[i] * 4096)));
  return worst;
}

/// The page's x_hat: divisions, 128-bit integers, and the root by bisection.
template <class T>
std::vector<Wide> normalized_reference(const std::vector<T>& x) {
  Wide sum = 0, squares = 0;
  for (const T value : x) sum += value, squares += Wide{value} * value;
  const auto n = static_cast<Wide>(x.size());
  const Wide variance = n * squares - sum * sum;
  Wide scaled = variance;
  int pairs = 0;  // scaled = variance / 4^pairs
  while (scaled != 0 && scaled < power_of_two(30)) scaled *= 4, --pairs;
  while (scaled >= power_of_two(32)) scaled = scaled / 4, ++pairs;
  Wide low = 0, high = 65536;
  while (high - low > 1) ((low + high) / 2 * ((low + high) / 2) <= scaled ? low : high) = (low + high) / 2;
  const Wide reciprocal = variance == 0 ? 0 : round_divide(power_of_two(32), 2 * low + 1);
  std::vector<Wide> x_hat;
  for (const T value : x) x_hat.push_back(round_divide((n * value - sum) * reciprocal, power_of_two(19 + pairs)));
  return x_hat;
}

/// The page's definition.
template <class T>
std::vector<std::int8_t> reference(const std::vector<T>& x, const Parameters& gamma, const Parameters& beta,
                                   int shift) {
  const std::vector<Wide> x_hat = normalized_reference(x);
  std::vector<std::int8_t> out;
  for (std::size_t i = 0; i < x.size(); ++i)
    out.push_back(static_cast<std::int8_t>(
        octet::test::limit(round_divide(x_hat[i] * gamma[i] + beta[i], power_of_two(shift)), -128, 127)));
  return out;
}

template <class R = Row>
R gaussian_row(RandomSource& random, std::size_t n, double mean, double deviation) {
  const double top = std::is_same_v<R, Row> ? 32767.0 : kHighest;
  R x(n);
  for (auto& value : x)
    value = static_cast<typename R::value_type>(
        std::clamp(std::round(mean + deviation * random.gaussian()), -top - 1, top));
  return x;
}

template <class R = Row>
R one_hot(std::size_t n, typename R::value_type low, typename R::value_type high) {
  R x(n, low);
  x[n / 2] = high;
  return x;
}

template <class R = Row>
R halves(std::size_t n, typename R::value_type low, typename R::value_type high) {
  R x(n, low);
  std::fill(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n / 2), high);
  return x;
}

}  // namespace

TEST_CASE("the integer square root is exact for every radicand up to 2^24", "[normalization][golden]") {
  bool same = true;
  std::uint32_t root = 0;
  for (std::uint32_t n = 0; n <= (1U << 24); ++n) {
    if ((root + 1) * (root + 1) <= n) ++root;
    same &= integer_sqrt(UInt<32>(n)).raw() == root;
  }
  CHECK(same);
}

TEST_CASE("the integer square root is exact at both sides of every square up to 2^32", "[normalization][golden]") {
  bool same = true;
  for (std::int64_t root = 1; root <= 65535; ++root) {
    same &= integer_sqrt(UInt<32>(root * root)).value() == root;
    same &= integer_sqrt(UInt<32>(root * root - 1)).value() == root - 1;
    same &= integer_sqrt(UInt<32>(root * root + 2 * root)).value() == root;
  }
  CHECK(same);
  CHECK(integer_sqrt(UInt<32>(4294967295)).value() == 65535);
}

TEST_CASE("random rows with random parameters follow the definition exactly", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const std::size_t n : {1, 2, 3, 5, 64, 128, 192, 768, 1000, 4096})
    for (const double deviation : {0.3, 2.0, 8.0, 100.0, 3000.0, 40000.0})
      for (const int shift : {0, 1, 15, 20, 26, 62}) {
        const Row x = gaussian_row(random, n, 50.0 * random.gaussian(), deviation);
        Parameters gamma(n), beta(n);
        for (std::int32_t& value : gamma) value = static_cast<std::int32_t>(random.between(-65536, 65535));
        for (std::int32_t& value : beta) value = static_cast<std::int32_t>(random.bits()) >> random.between(0, 20);
        CAPTURE(n, deviation, shift);
        REQUIRE(run(x, gamma, beta, shift) == reference(x, gamma, beta, shift));
      }
}

TEST_CASE("extreme rows stay inside every declared width and follow the definition", "[normalization][golden]") {
  for (const std::size_t n : {2, 3, 4095, 4096})
    for (const Row& x : {one_hot(n, -32768, 32767), one_hot(n, 32767, -32768), halves(n, -32768, 32767),
                         one_hot(n, 0, 1), one_hot(n, 32766, 32767), Row(n, -32768), Row(n, 32767)})
      for (const std::int32_t gamma : {-65536, 1, 65535})
        for (const std::int32_t beta : {-2147483647 - 1, 0, 2147483647}) {
          CAPTURE(n, x.front(), gamma, beta);
          const Parameters gammas(n, gamma), betas(n, beta);
          for (const int shift : {0, 28}) CHECK(run(x, gammas, betas, shift) == reference(x, gammas, betas, shift));
        }
}

TEST_CASE("a half, and one more and less, is told apart at every shift whose half a sum can reach",
          "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (int shift = 1; shift <= octet::test::kLargestHalvedShift; ++shift) {
    octet::test::HalfWaySums sums(random, shift);
    for (int repetition = 0; repetition < 8; ++repetition) {
      const std::size_t n = shift > 30 ? 4096 : static_cast<std::size_t>(random.between(1, 200));
      const Row x = repetition % 2 == 0 ? one_hot(n, -32768, 32767) : gaussian_row(random, n, 0.0, 100.0);
      const std::vector<Wide> x_hat = normalized_reference(x);
      Parameters gamma(n), beta(n);
      for (std::size_t i = 0; i < n; ++i)
        std::tie(gamma[i], beta[i]) = sums.parameters(static_cast<std::int64_t>(x_hat[i]));
      CAPTURE(shift, n);
      REQUIRE(run(x, gamma, beta, shift) == reference(x, gamma, beta, shift));
    }
    CHECK(sums.all_met());
  }
}

TEST_CASE("a row of 16 bits gives the same bits as a wide one", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const std::size_t n : {1, 2, 3, 64, 768, 4096})
    for (const double deviation : {0.3, 8.0, 3000.0, 40000.0})
      for (int repeat = 0; repeat < 10; ++repeat) {
        const Row x = gaussian_row(random, n, 50.0 * random.gaussian(), deviation);
        Parameters gamma(n), beta(n);
        for (std::int32_t& value : gamma) value = static_cast<std::int32_t>(random.between(-65536, 65535));
        for (std::int32_t& value : beta) value = static_cast<std::int32_t>(random.bits()) >> random.between(0, 20);
        CAPTURE(n, deviation);
        REQUIRE(run(WideRow(x.begin(), x.end()), gamma, beta, 20) == run(x, gamma, beta, 20));
      }
}

TEST_CASE("random rows of 22 bits with random parameters follow the definition exactly", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const std::size_t n : {1, 2, 3, 5, 64, 128, 1000, 4095, 4096})
    for (const double deviation : {0.3, 100.0, 40000.0, 500000.0, 4000000.0})
      for (const int shift : {0, 1, 15, 20, 26, 62}) {
        const auto x = gaussian_row<WideRow>(random, n, 5000.0 * random.gaussian(), deviation);
        Parameters gamma(n), beta(n);
        for (std::int32_t& value : gamma) value = static_cast<std::int32_t>(random.between(-65536, 65535));
        for (std::int32_t& value : beta) value = static_cast<std::int32_t>(random.bits()) >> random.between(0, 20);
        CAPTURE(n, deviation, shift);
        REQUIRE(run(x, gamma, beta, shift) == reference(x, gamma, beta, shift));
      }
}

TEST_CASE("extreme rows of 22 bits, whose variance takes 66, follow the definition", "[normalization][golden]") {
  const auto variance = [](const WideRow& x) {
    Wide sum = 0, squares = 0;
    for (const std::int32_t value : x) sum += value, squares += Wide{value} * value;
    return static_cast<Wide>(x.size()) * squares - sum * sum;
  };
  const Wide largest = variance(halves<WideRow>(4096, kLowest, kHighest));
  CHECK((largest >= power_of_two(65) && largest < power_of_two(66)));
  for (const std::size_t n : {2, 3, 2047, 2048, 4095, 4096})
    for (const WideRow& x :
         {one_hot<WideRow>(n, kLowest, kHighest), one_hot<WideRow>(n, kHighest, kLowest),
          halves<WideRow>(n, kLowest, kHighest), halves<WideRow>(n, kHighest, kLowest), one_hot<WideRow>(n, 0, 1),
          one_hot<WideRow>(n, kHighest - 1, kHighest), WideRow(n, kLowest), WideRow(n, kHighest)})
      for (const std::int32_t gamma : {-65536, 1, 65535})
        for (const std::int32_t beta : {-2147483647 - 1, 0, 2147483647}) {
          CAPTURE(n, x.front(), gamma, beta);
          const Parameters gammas(n, gamma), betas(n, beta);
          for (const int shift : {0, 28}) CHECK(run(x, gammas, betas, shift) == reference(x, gammas, betas, shift));
        }
}

TEST_CASE("variances on both sides of every power of two from 62 bits up follow the definition",
          "[normalization][golden]") {
  // Two values a quarter of the range to all of it apart, in every share: n^2 times the variance passes 2^62 .. 2^66.
  for (const std::size_t n : {4095, 4096})
    for (std::int32_t high = kHighest; high > kLowest / 2; high -= 199'999)
      for (const std::size_t ones : {1, 16, 500, 2047, 2048}) {
        WideRow x(n, kLowest);
        std::fill(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(ones), high);
        CAPTURE(n, high, ones);
        const Parameters gamma(n, 60000), beta(n, 4711);
        CHECK(run(x, gamma, beta, 22) == reference(x, gamma, beta, 22));
      }
}

TEST_CASE("x_hat of a row of 22 bits is within one of its last bits of the real LayerNorm", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const double deviation : {2.0, 3000.0, 500000.0})
    for (const std::size_t n : {16, 768, 4096}) {
      double worst = 0;
      for (int repeat = 0; repeat < 20; ++repeat)
        worst = std::max(worst,
                         worst_normalized_error(gaussian_row<WideRow>(random, n, 20.0 * random.gaussian(), deviation)));
      CAPTURE(deviation, n);
      CHECK(worst < 1.0);
    }
}

TEST_CASE("an element of more than 22 bits is caught in checked builds", "[normalization][golden]") {
  if (!octet::kCheckRanges) return;
  const Parameters ones(3, 1);
  CHECK_THROWS_AS(run(WideRow{0, 1, kHighest + 1}, ones, ones, 0), octet::InternalError);
  CHECK_THROWS_AS(run(WideRow{0, 1, kLowest - 1}, ones, ones, 0), octet::InternalError);
}

TEST_CASE("x_hat is within one of its last bits of the real LayerNorm of Gaussian rows", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const double deviation : {2.0, 8.0, 100.0, 3000.0})
    for (const std::size_t n : {16, 128, 768, 4096}) {
      double worst = 0;
      for (int repeat = 0; repeat < 20; ++repeat)
        worst = std::max(worst, worst_normalized_error(gaussian_row(random, n, 20.0 * random.gaussian(), deviation)));
      CAPTURE(deviation, n);
      CHECK(worst < 1.0);
    }
}

TEST_CASE("the error of x_hat is half a bit and 2^-15 of its value even at its largest value",
          "[normalization][golden]") {
  for (const std::size_t n : {2, 100, 1000, 4093, 4096})
    for (const int high : {1, 2, 5, 1001, 32767}) {
      CAPTURE(n, high);
      CHECK(worst_normalized_error(one_hot(n, 0, static_cast<std::int16_t>(high))) <=
            0.501 + std::sqrt(static_cast<double>(n)) * 4096 / 32768);
    }
}

TEST_CASE("against the unrounded input the error is the input's own rounding", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  constexpr std::size_t n = 768;
  for (const double deviation : {8.0, 100.0}) {
    double worst = 0, squares = 0;
    for (int repeat = 0; repeat < 20; ++repeat) {
      std::vector<double> real(n);
      Row x(n);
      double sum = 0, sum_squares = 0;
      for (std::size_t i = 0; i < n; ++i) {
        real[i] = deviation * random.gaussian();
        x[i] = static_cast<std::int16_t>(std::lround(real[i]));
        sum += real[i], sum_squares += real[i] * real[i];
      }
      const double mean = sum / n;
      const double scale = std::sqrt(sum_squares / n - mean * mean);
      Parameters beta;
      for (const double value : real)
        beta.push_back(static_cast<std::int32_t>(-std::lround((value - mean) / scale * 4096)));
      const std::vector<std::int8_t> out = run(x, Parameters(n, 1), beta, 2);  // error in units of 2^-10
      for (const std::int8_t error : out) {
        worst = std::max(worst, std::abs(error / 1024.0));
        squares += error / 1024.0 * (error / 1024.0);
      }
    }
    CAPTURE(deviation);
    CHECK(worst < 0.5 / deviation * 1.25 + 0.001);  // plus the shift of mean and deviation
    CHECK(std::sqrt(squares / (20 * n)) < 0.289 / deviation * 1.05 + 0.0005);
  }
}

TEST_CASE("two opposite values normalize to exactly plus and minus one", "[normalization][golden]") {
  for (const std::int16_t amplitude : Row{1, 2, 3, 77, 1000, 32767}) {
    Row x(128, amplitude);
    for (std::size_t i = 0; i < x.size(); i += 2) x[i] = static_cast<std::int16_t>(-amplitude);
    CAPTURE(amplitude);
    const std::vector<std::int8_t> out = run(x, Parameters(128, 1), Parameters(128, 0), 6);
    CHECK(out[0] == -64);
    CHECK(out[1] == 64);
  }
}

TEST_CASE("adding a constant to a row, or doubling it, changes no bit", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  const Row x = gaussian_row(random, 128, 0.0, 500.0);
  const Parameters gamma(128, 4711), beta(128, 12345);
  Row shifted = x, doubled = x;
  for (std::int16_t& value : shifted) value = static_cast<std::int16_t>(value + 9000);
  for (std::int16_t& value : doubled) value = static_cast<std::int16_t>(value * 2);
  CHECK(run(shifted, gamma, beta, 18) == run(x, gamma, beta, 18));
  CHECK(run(doubled, gamma, beta, 18) == run(x, gamma, beta, 18));
}

TEST_CASE("a row of zero variance gives beta alone", "[normalization][golden]") {
  for (const std::int16_t value : Row{-32768, -1, 0, 32767})
    for (const std::size_t n : {1, 7, 4096})
      CHECK(run(Row(n, value), Parameters(n, 65535), Parameters(n, 192), 6) == std::vector<std::int8_t>(n, 3));
}

TEST_CASE("rows of the wrong size are refused", "[normalization][golden]") {
  CHECK_THROWS_AS(run(Row(3), Parameters(2), Parameters(3), 0), octet::InternalError);
  CHECK_THROWS_AS(run(Row(3), Parameters(3), Parameters(4), 0), octet::InternalError);
  CHECK_THROWS_AS(run(Row{}, {}, {}, 0), octet::InternalError);
  CHECK_THROWS_AS(run(Row(4097), Parameters(4097), Parameters(4097), 0), octet::InternalError);
}
