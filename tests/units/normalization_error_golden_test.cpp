// SPDX-License-Identifier: Apache-2.0
// How far the normalization is from the reals.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/units/normalization_rows.hpp"

using octet::golden::Epsilon;
using octet::test::RandomSource;
using octet::test::Wide;
using namespace octet::test::rows;

namespace {

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
  const std::vector<std::int8_t> out = normalized(x, Parameters(x.size(), 1), beta, 0, std::llround(epsilon));
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    worst = std::max(worst, static_cast<double>(std::abs(out[i] - beta[i] - real[i] * 4096)));
  return worst;
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
    for (const std::int8_t error : normalized(integers_, Parameters(n, 1), beta, fine)) {
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
