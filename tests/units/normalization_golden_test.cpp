// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <vector>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/units/half_way_sums.hpp"
#include "tests/units/normalization_rows.hpp"

using octet::UInt;
using octet::golden::Epsilon;
using octet::golden::integer_sqrt;
using octet::test::power_of_two;
using octet::test::RandomSource;
using octet::test::round_divide;
using octet::test::Wide;
using namespace octet::test::rows;

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
        const auto [gamma, beta] = any_parameters(random, n);
        const std::int64_t epsilon = any_epsilon(random);
        CAPTURE(n, deviation, shift, epsilon);
        REQUIRE(normalized(x, gamma, beta, shift, epsilon) == reference(x, gamma, beta, shift, epsilon));
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
              CHECK(normalized(x, gammas, betas, shift, epsilon) == reference(x, gammas, betas, shift, epsilon));
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
        const auto [gamma, beta] = any_parameters(random, n);
        const auto e = static_cast<std::int64_t>(epsilon);
        CAPTURE(power, offset, n, e);
        REQUIRE(normalized(x, gamma, beta, 20, e) == reference(x, gamma, beta, 20, e));
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
      REQUIRE(normalized(x, gamma, beta, shift, epsilon) == reference(x, gamma, beta, shift, epsilon));
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
        const auto [gamma, beta] = any_parameters(random, n);
        const std::int64_t epsilon = any_epsilon(random);
        CAPTURE(n, deviation, epsilon);
        REQUIRE(normalized(WideRow(x.begin(), x.end()), gamma, beta, 20, epsilon) ==
                normalized(x, gamma, beta, 20, epsilon));
      }
}

TEST_CASE("random rows of 22 bits with random parameters follow the definition exactly", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const std::size_t n : {1, 2, 3, 5, 64, 128, 1000, 4095, 4096})
    for (const double deviation : {0.3, 100.0, 40000.0, 500000.0, 4000000.0})
      for (const int shift : {0, 1, 15, 20, 26, 62}) {
        const auto x = gaussian_row<WideRow>(random, n, 5000.0 * random.gaussian(), deviation);
        const auto [gamma, beta] = any_parameters(random, n);
        const std::int64_t epsilon = any_epsilon(random);
        CAPTURE(n, deviation, shift, epsilon);
        REQUIRE(normalized(x, gamma, beta, shift, epsilon) == reference(x, gamma, beta, shift, epsilon));
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
              CHECK(normalized(x, gammas, betas, shift, epsilon) == reference(x, gammas, betas, shift, epsilon));
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
        CHECK(normalized(x, gamma, beta, 22) == reference(x, gamma, beta, 22));
      }
}

TEST_CASE("an element of more than 22 bits is caught in checked builds", "[normalization][golden]") {
  if (!octet::kCheckRanges) return;
  const Parameters ones(3, 1);
  CHECK_THROWS_AS(normalized(WideRow{0, 1, kHighest + 1}, ones, ones, 0), octet::InternalError);
  CHECK_THROWS_AS(normalized(WideRow{0, 1, kLowest - 1}, ones, ones, 0), octet::InternalError);
}

TEST_CASE("two opposite values normalize to exactly plus and minus one", "[normalization][golden]") {
  for (const std::int16_t amplitude : Row{1, 2, 3, 77, 1000, 32767}) {
    Row x(128, amplitude);
    for (std::size_t i = 0; i < x.size(); i += 2) x[i] = static_cast<std::int16_t>(-amplitude);
    CAPTURE(amplitude);
    const std::vector<std::int8_t> out = normalized(x, Parameters(128, 1), Parameters(128, 0), 6);
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
  CHECK(normalized(shifted, gamma, beta, 18) == normalized(x, gamma, beta, 18));
  CHECK(normalized(doubled, gamma, beta, 18) == normalized(x, gamma, beta, 18));
}

TEST_CASE("a row of zero variance gives beta alone", "[normalization][golden]") {
  for (const std::int16_t value : Row{-32768, -1, 0, 32767})
    for (const std::size_t n : {1, 7, 4096})
      for (const std::int64_t epsilon : {std::int64_t{0}, std::int64_t{1}, Epsilon::kMax})
        CHECK(normalized(Row(n, value), Parameters(n, 65535), Parameters(n, 192), 6, epsilon) ==
              std::vector<std::int8_t>(n, 3));
}

TEST_CASE("rows of the wrong size are refused", "[normalization][golden]") {
  CHECK_THROWS_AS(normalized(Row(3), Parameters(2), Parameters(3), 0), octet::InternalError);
  CHECK_THROWS_AS(normalized(Row(3), Parameters(3), Parameters(4), 0), octet::InternalError);
  CHECK_THROWS_AS(normalized(Row{}, {}, {}, 0), octet::InternalError);
  CHECK_THROWS_AS(normalized(Row(4097), Parameters(4097), Parameters(4097), 0), octet::InternalError);
}

namespace {

template <class T>
std::vector<std::int8_t> run_rms(const std::vector<T>& x, const Parameters& gamma, int shift, std::int64_t epsilon) {
  std::vector<std::int8_t> out(x.size());
  octet::golden::rmsnorm(std::span<const T>(x), gamma, shift, Epsilon(epsilon), out);
  return out;
}

/// The page's x_hat of RMSNorm: divisions, 128-bit integers, and the root by bisection.
template <class T>
std::vector<Wide> rms_reference(const std::vector<T>& x, std::int64_t epsilon) {
  Wide squares = 0;
  for (const T value : x) squares += Wide{value} * value;
  const auto n = static_cast<Wide>(x.size());
  Wide scaled = n * squares + epsilon;
  const bool is_zero = scaled == 0;
  int pairs = 0;
  while (scaled != 0 && scaled < power_of_two(30)) scaled *= 4, --pairs;
  while (scaled >= power_of_two(32)) scaled = scaled / 4, ++pairs;
  Wide low = 0, high = 65536;
  while (high - low > 1) ((low + high) / 2 * ((low + high) / 2) <= scaled ? low : high) = (low + high) / 2;
  const Wide reciprocal = is_zero ? 0 : round_divide(power_of_two(32), 2 * low + 1);
  std::vector<Wide> x_hat;
  for (const T value : x) x_hat.push_back(round_divide(n * value * reciprocal, power_of_two(19 + pairs)));
  return x_hat;
}

template <class T>
void check_rms(const std::vector<T>& x, const Parameters& gamma, int shift, std::int64_t epsilon) {
  const std::vector<Wide> x_hat = rms_reference(x, epsilon);
  std::vector<std::int8_t> expected;
  for (std::size_t i = 0; i < x.size(); ++i)
    expected.push_back(static_cast<std::int8_t>(
        octet::test::limit(round_divide(x_hat[i] * gamma[i], power_of_two(shift)), -128, 127)));
  CAPTURE(x.size(), shift, epsilon);
  REQUIRE(run_rms(x, gamma, shift, epsilon) == expected);
}

}  // namespace

TEST_CASE("RMSNorm of rows of every length, width and epsilon follows its definition", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  for (const std::size_t n : {1, 2, 3, 64, 768, 4095, 4096}) {
    Parameters gamma(n);
    for (const int shift : {0, 1, 15, 20, 26, 35, 62}) {
      for (std::int32_t& value : gamma) value = static_cast<std::int32_t>(random.between(-65536, 65535));
      for (const double deviation : {0.3, 8.0, 3000.0, 40000.0}) {
        check_rms(gaussian_row(random, n, 0.0, deviation), gamma, shift, any_epsilon(random));
        check_rms(gaussian_row<WideRow>(random, n, 0.0, 60 * deviation), gamma, shift, any_epsilon(random));
      }
      for (const std::int64_t epsilon : {std::int64_t{0}, std::int64_t{1}, Epsilon::kMax}) {
        for (const Row& x : {one_hot(n, 0, 32767), one_hot(n, 0, -32768), one_hot(n, 0, 1), Row(n, -32768), Row(n, 0)})
          check_rms(x, gamma, shift, epsilon);
        for (const WideRow& x : {one_hot<WideRow>(n, 0, kLowest), WideRow(n, kLowest), WideRow(n, kHighest)})
          check_rms(x, gamma, shift, epsilon);
      }
    }
  }
}

TEST_CASE("RMSNorm tells a half from one more and less, and is as exact as LayerNorm", "[normalization][golden]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  // x_hat of one element is 4096, or 4096 below: gamma alone makes the sum an odd number of halves.
  for (int shift = 13; shift <= 28; ++shift)
    for (const std::int64_t odd : {-255, -3, -1, 1, 3, 253})
      for (const std::int64_t more : {-1, 0, 1}) {
        const std::int64_t gamma = odd * (std::int64_t{1} << (shift - 13)) + more;
        if (gamma < -65536 || gamma > 65535) continue;
        check_rms(Row{2}, {static_cast<std::int32_t>(gamma)}, shift, 0);
      }
  double worst = 0;
  for (const std::size_t n : {16, 64, 256, 768, 4096})
    for (const double deviation : {2.0, 8.0, 100.0, 3000.0})
      for (std::size_t elements = 0; elements < 16384; elements += n) {
        const Row x = gaussian_row(random, n, 0.0, deviation);
        long double squares = 0;
        for (const std::int16_t value : x) squares += static_cast<long double>(value) * value;
        const std::vector<Wide> x_hat = rms_reference(x, 0);  // which the unit equals
        for (std::size_t i = 0; i < n && squares > 0; ++i)
          worst = std::max(
              worst, static_cast<double>(std::abs(static_cast<long double>(x_hat[i]) -
                                                  4096 * x[i] / std::sqrt(squares / static_cast<long double>(n)))));
      }
  CHECK(worst < 0.80);  // last bits of x_hat
  CHECK(worst > 0.60);
  const Row x = gaussian_row(random, 300, 0.0, 900.0);
  Row doubled = x;
  for (std::int16_t& value : doubled) value = static_cast<std::int16_t>(2 * value);
  const Parameters gamma(300, 12345);
  CHECK(run_rms(doubled, gamma, 20, 0) == run_rms(x, gamma, 20, 0));
}
