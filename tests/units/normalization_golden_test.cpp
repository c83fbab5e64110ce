// SPDX-License-Identifier: Apache-2.0
#include "models/units/normalization.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"
#include "tests/units/half_way_sums.hpp"

using octet::UInt;
using octet::golden::Epsilon;
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
std::vector<std::int8_t> run(const std::vector<T>& x, const Parameters& gamma, const Parameters& beta, int shift,
                             std::int64_t epsilon = 0) {
  std::vector<std::int8_t> out(x.size());
  layernorm(std::span<const T>(x), gamma, beta, shift, Epsilon(epsilon), out);
  return out;
}

/// E of every length, or none.
std::int64_t any_epsilon(RandomSource& random) {
  return random.between(0, 3) == 0 ? 0 : random.between(0, Epsilon::kMax) >> random.between(0, 53);
}

/// x_hat in the reals, n and variance exact; `epsilon` in units of n^2 times the variance.
template <class T>
std::vector<long double> real_normalized(const std::vector<T>& x, long double epsilon = 0) {
  Wide sum = 0, squares = 0;
  for (const T value : x) sum += value, squares += Wide{value} * value;
  const auto n = static_cast<Wide>(x.size());
  const auto deviation = std::sqrt(static_cast<long double>(n * squares - sum * sum) + epsilon);
  std::vector<long double> normalized;
  for (const T value : x)
    normalized.push_back(deviation == 0 ? 0 : static_cast<long double>(n * value - sum) / deviation);
  return normalized;
}

/// Largest error of x_hat, in its last bit (2^-12): beta takes the expected value away, so the 8-bit output is the
/// error. `epsilon` is the unrounded E.
template <class T>
double worst_normalized_error(const std::vector<T>& x, long double epsilon = 0) {
  const std::vector<long double> real = real_normalized(x, epsilon);
  Parameters beta;
  for (const long double value : real) beta.push_back(static_cast<std::int32_t>(-std::llround(value * 4096)));
  const std::vector<std::int8_t> out = run(x, Parameters(x.size(), 1), beta, 0, std::llround(epsilon));
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    worst = std::max(worst, static_cast<double>(std::abs(out[i] - beta[i] - real[i] * 4096)));
  return worst;
}

/// The page's x_hat: divisions, 128-bit integers, and the root by bisection.
template <class T>
std::vector<Wide> normalized_reference(const std::vector<T>& x, std::int64_t epsilon = 0) {
  Wide sum = 0, squares = 0;
  for (const T value : x) sum += value, squares += Wide{value} * value;
  const auto n = static_cast<Wide>(x.size());
  const Wide variance = n * squares - sum * sum + epsilon;
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
std::vector<std::int8_t> reference(const std::vector<T>& x, const Parameters& gamma, const Parameters& beta, int shift,
                                   std::int64_t epsilon = 0) {
  const std::vector<Wide> x_hat = normalized_reference(x, epsilon);
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

/// Error of x_hat that the input's own rounding to integers makes, beside the arithmetic's.
class ErrorOfRounding {
 public:
  /// A row of Gaussian reals.
  void add(RandomSource& random, std::size_t n, double deviation) {
    std::vector<double> real(n);
    integers_.resize(n);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      real[i] = deviation * random.gaussian();
      integers_[i] = static_cast<std::int16_t>(std::lround(real[i]));
      sum += real[i], squares += real[i] * real[i];
    }
    const double mean = sum / static_cast<double>(n);
    const double scale = std::sqrt(squares / static_cast<double>(n) - mean * mean);
    Parameters beta;
    for (const double value : real)
      beta.push_back(static_cast<std::int32_t>(-std::lround((value - mean) / scale * 4096)));
    const int fine = deviation > 50 ? 0 : deviation > 5 ? 3 : 5;  // the error in units of 2^-12, 2^-9 or 2^-7
    for (const std::int8_t error : run(integers_, Parameters(n, 1), beta, fine)) {
      const double real_error = std::ldexp(error, fine - 12);
      largest_ = std::max(largest_, std::abs(real_error));
      squares_ += real_error * real_error;
      ++count_;
    }
  }
  const Row& integers() const { return integers_; }
  double largest() const { return largest_; }
  double root_mean_square() const { return std::sqrt(squares_ / count_); }

 private:
  Row integers_;
  double largest_ = 0, squares_ = 0, count_ = 0;
};

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
        const std::int64_t epsilon = any_epsilon(random);
        CAPTURE(n, deviation, shift, epsilon);
        REQUIRE(run(x, gamma, beta, shift, epsilon) == reference(x, gamma, beta, shift, epsilon));
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
          for (const int shift : {0, 28})
            for (const std::int64_t epsilon : {std::int64_t{0}, std::int64_t{1}, Epsilon::kMax})
              CHECK(run(x, gammas, betas, shift, epsilon) == reference(x, gammas, betas, shift, epsilon));
        }
}

TEST_CASE("V + E on both sides of every power of two follows the definition", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  const auto check = [&](const auto& x, Wide variance, int bits) {
    for (int power = 0; power <= bits; ++power)
      for (int offset = -1; offset <= 1; ++offset) {
        const Wide epsilon = power_of_two(power) + offset - variance;
        if (epsilon < 0 || epsilon > Epsilon::kMax) continue;
        const std::size_t n = x.size();
        Parameters gamma(n), beta(n);
        for (std::int32_t& value : gamma) value = static_cast<std::int32_t>(random.between(-65536, 65535));
        for (std::int32_t& value : beta) value = static_cast<std::int32_t>(random.bits()) >> random.between(0, 20);
        const auto e = static_cast<std::int64_t>(epsilon);
        CAPTURE(power, offset, n, e);
        REQUIRE(run(x, gamma, beta, 20, e) == reference(x, gamma, beta, 20, e));
      }
  };
  check(Row(7, 3), 0, 55);
  check(one_hot(5, 0, 1), 4, 55);
  check(one_hot(300, -100, 900), Wide{299} * 1000 * 1000, 55);
  check(halves(4096, -32768, 32767), Wide{2048} * 2048 * 65535 * 65535, 55);  // V below 2^54, V + E up to 2^55
  check(halves<WideRow>(4096, -65536, 65535), Wide{2048} * 2048 * 131071 * 131071, 57);
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
      const std::int64_t epsilon = repetition % 4 < 2 ? 0 : random.between(0, 10'000'000);
      const std::vector<Wide> x_hat = normalized_reference(x, epsilon);
      Parameters gamma(n), beta(n);
      for (std::size_t i = 0; i < n; ++i)
        std::tie(gamma[i], beta[i]) = sums.parameters(static_cast<std::int64_t>(x_hat[i]));
      CAPTURE(shift, n, epsilon);
      REQUIRE(run(x, gamma, beta, shift, epsilon) == reference(x, gamma, beta, shift, epsilon));
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
        const std::int64_t epsilon = any_epsilon(random);
        CAPTURE(n, deviation, epsilon);
        REQUIRE(run(WideRow(x.begin(), x.end()), gamma, beta, 20, epsilon) == run(x, gamma, beta, 20, epsilon));
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
        const std::int64_t epsilon = any_epsilon(random);
        CAPTURE(n, deviation, shift, epsilon);
        REQUIRE(run(x, gamma, beta, shift, epsilon) == reference(x, gamma, beta, shift, epsilon));
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
          for (const int shift : {0, 28})
            for (const std::int64_t epsilon : {std::int64_t{0}, Epsilon::kMax})
              CHECK(run(x, gammas, betas, shift, epsilon) == reference(x, gammas, betas, shift, epsilon));
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

TEST_CASE("the page's table of errors is what is measured", "[normalization][golden]") {
  std::ifstream page("models/units/normalization.md");
  const std::string text((std::istreambuf_iterator<char>(page)), {});
  for (const int n : {16, 64, 256, 768, 4096})
    for (const int deviation : {2, 8, 100, 3000}) {
      RandomSource random(1);
      ErrorOfRounding own;
      double arithmetic = 0;
      for (int row = 0; row < 65536 / n; ++row) {
        own.add(random, static_cast<std::size_t>(n), deviation);
        arithmetic = std::max(arithmetic, worst_normalized_error(own.integers()));
      }
      CHECK(arithmetic < 1.0);
      // Half a step, and what the rounding of the others does to mean and deviation.
      CHECK(own.largest() < (0.65 + 3.0 / std::sqrt(n)) / deviation + 0.004);
      CHECK(own.root_mean_square() < 0.289 / deviation * (1.0 + 2.0 / n) + 0.0002);
      std::array<char, 100> line;
      std::snprintf(line.data(), line.size(), "| %d | %d LSB | %.2f | %.2g | %.2g |\n", n, deviation, arithmetic,
                    own.largest(), own.root_mean_square());
      CAPTURE(line.data());
      CHECK(text.find(line.data()) != std::string::npos);
    }
}

TEST_CASE("x_hat with epsilon is within one of its last bits, and what rounding E costs, of the real LayerNorm",
          "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const double deviation : {0.3, 2.0, 100.0, 3000.0})
    for (const std::size_t n : {2, 16, 128, 768, 4096})
      for (const double share : {1e-4, 0.1, 1.0, 30.0}) {  // of the variance
        const double step = 0.0037, epsilon = std::min(1.0, share * deviation * deviation * step * step);
        const auto size = static_cast<long double>(n);
        const long double wanted = epsilon * size * size / (static_cast<long double>(step) * step);
        if (wanted > static_cast<long double>(Epsilon::kMax)) continue;
        CHECK(std::abs(static_cast<long double>(octet::golden::epsilon_from_real(epsilon, n, step).value()) - wanted) <=
              0.5001L + wanted * 1e-15L);
        const Row x = gaussian_row(random, n, 20.0 * random.gaussian(), deviation);
        Wide sum = 0, squares = 0;
        for (const std::int16_t value : x) sum += value, squares += Wide{value} * value;
        const long double whole =
            static_cast<long double>(static_cast<Wide>(n) * squares - sum * sum) + std::floor(wanted);
        CAPTURE(deviation, n, share);
        // x_hat is at most 4 or so; a quarter of 1 / (V + E) of it, and 2^-15 and half a bit of the arithmetic.
        if (whole > 0)
          CHECK(worst_normalized_error(x, wanted) <
                0.51 + 4096 * 5 * (std::ldexp(1.0, -15) + 0.27 / static_cast<double>(whole)));
      }
}

TEST_CASE("the smallest step for an epsilon is where its E stops being cut", "[normalization][golden]") {
  for (const double epsilon : {1e-12, 1e-5, 1.0})
    for (const std::size_t n : {1, 16, 4096}) {
      const double step = octet::golden::least_step_for_epsilon(epsilon, n);
      CAPTURE(epsilon, n, step);
      CHECK(octet::golden::epsilon_from_real(epsilon, n, step * 0.999).value() == Epsilon::kMax);
      CHECK(octet::golden::epsilon_from_real(epsilon, n, step * 1.001).value() < Epsilon::kMax);
      CHECK(octet::golden::epsilon_from_real(epsilon, n, step * 1.001).value() > Epsilon::kMax / 1000 * 997);
      CHECK(octet::golden::epsilon_from_real(epsilon, n, 1e30).value() == 0);
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
      for (const std::int64_t epsilon : {std::int64_t{0}, std::int64_t{1}, Epsilon::kMax})
        CHECK(run(Row(n, value), Parameters(n, 65535), Parameters(n, 192), 6, epsilon) ==
              std::vector<std::int8_t>(n, 3));
}

TEST_CASE("rows of the wrong size are refused", "[normalization][golden]") {
  CHECK_THROWS_AS(run(Row(3), Parameters(2), Parameters(3), 0), octet::InternalError);
  CHECK_THROWS_AS(run(Row(3), Parameters(3), Parameters(4), 0), octet::InternalError);
  CHECK_THROWS_AS(run(Row{}, {}, {}, 0), octet::InternalError);
  CHECK_THROWS_AS(run(Row(4097), Parameters(4097), Parameters(4097), 0), octet::InternalError);
}
