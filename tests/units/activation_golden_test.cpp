// SPDX-License-Identifier: Apache-2.0
#include "models/units/activation.hpp"

#include <algorithm>
#include <cmath>

#include "models/core/error.hpp"
#include "models/units/softmax.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::golden::gelu;
using octet::golden::gelu_input_scale;
using octet::golden::gelu_one_bits;
using octet::golden::gelu_parameters;
using octet::golden::GeluParameters;
using octet::test::power_of_two;
using octet::test::round_divide;
using octet::test::Wide;

namespace {

long double real_gelu(long double x) { return x * 0.5L * (1.0L + std::erf(x / std::sqrt(2.0L))); }

/// i-GELU of I-BERT in the reals.
long double polynomial_gelu(long double x) {
  const long double u = std::min(std::abs(x) / std::sqrt(2.0L), 1.769L);
  const long double erf = 1.0L - 0.2888L * (1.769L - u) * (1.769L - u);
  return x * 0.5L * (1.0L + (x < 0 ? -erf : erf));
}

/// The page's definition with divisions and 128-bit integers; the clip point from the reals.
std::int64_t reference(std::int64_t x, int one_bits, DyadicScale output) {
  const Wide one = power_of_two(one_bits);
  const auto clip =
      static_cast<std::int64_t>(std::floor(1.769L * std::sqrt(0.2888L * std::ldexp(1.0L, one_bits)) + 0.5L));
  const std::int64_t gap = std::max<std::int64_t>(clip - std::abs(x), 0);
  const Wide gate = x < 0 ? Wide{gap} * gap : 2 * one - Wide{gap} * gap;
  const Wide narrow = one_bits > 13 ? round_divide(gate, power_of_two(one_bits - 13)) : gate;
  return octet::test::limit(round_divide(x * narrow * output.multiplier, power_of_two(output.shift)), -128, 127);
}

struct Case {
  int input_bits, one_bits;
};

constexpr Case kCases[] = {{8, 8},   {8, 9},   {8, 10},  {8, 11},  {8, 12},  {10, 13}, {10, 16}, {12, 14}, {12, 17},
                           {12, 20}, {14, 21}, {16, 15}, {16, 24}, {16, 28}, {16, 30}, {18, 8},  {18, 29}, {18, 30}};

}  // namespace

TEST_CASE("the integer constant one, the input scale and the clip point belong together", "[activation][golden]") {
  for (int one_bits = 8; one_bits <= 30; ++one_bits) {
    CAPTURE(one_bits);
    const double step = gelu_input_scale(one_bits);
    CHECK(2.0 / 0.2888 / (step * step) == Approx(std::ldexp(1.0, one_bits)).epsilon(1e-13));
    const long double clip = 1.769L * std::sqrt(2.0L) / (std::sqrt(2.0L / 0.2888L) * std::exp2(-0.5L * one_bits));
    CHECK(gelu_parameters(16, one_bits, DyadicScale{}).clip == std::llround(clip));
  }
}

TEST_CASE("gelu_one_bits is the finest scale that holds the range", "[activation][golden]") {
  for (const int bits : {8, 12, 16, 18})
    for (const double range : {0.5, 1.0, 3.3, 6.0, 20.0, 40.0}) {
      CAPTURE(bits, range);
      const int one_bits = gelu_one_bits(range, bits);
      const double top = (1 << (bits - 1)) - 1;
      if (one_bits > 8 || top * gelu_input_scale(8) >= range) CHECK(top * gelu_input_scale(one_bits) >= range);
      if (one_bits < 30) CHECK(top * gelu_input_scale(one_bits + 1) < range);
    }
  CHECK(gelu_one_bits(1000.0, 8) == 8);
  CHECK(gelu_one_bits(0.001, 18) == 30);
}

TEST_CASE("parameters outside their ranges are refused", "[activation][golden]") {
  CHECK_THROWS_AS(gelu_parameters(7, 16, DyadicScale{}), octet::InternalError);
  CHECK_THROWS_AS(gelu_parameters(19, 16, DyadicScale{}), octet::InternalError);
  CHECK_THROWS_AS(gelu_parameters(12, 7, DyadicScale{}), octet::InternalError);
  CHECK_THROWS_AS(gelu_parameters(12, 31, DyadicScale{}), octet::InternalError);
  CHECK_THROWS_AS(gelu_one_bits(0.0, 12), octet::InternalError);
}

TEST_CASE("the polynomial is within 0.0182 of GELU, 0.0082 in the mean, on [-4, 4]", "[activation][golden]") {
  long double worst = 0, squares = 0;
  constexpr int kSteps = 80000;
  for (int i = 0; i <= kSteps; ++i) {
    const long double x = -4.0L + 8.0L * i / kSteps;
    const long double error = polynomial_gelu(x) - real_gelu(x);
    worst = std::max(worst, std::abs(error));
    squares += error * error;
  }
  CHECK(worst < 0.0182L);
  CHECK(std::sqrt(squares / (kSteps + 1)) < 0.0082L);
}

TEST_CASE("every input of every listed width is exact", "[activation][golden]") {
  const DyadicScale scales[] = {{0, 0}, {181, 24}, {40503, 30}, {2147483647, 40}, {1U << 30, 62}, {2147483647, 0}};
  for (const Case c : kCases)
    for (const DyadicScale scale : scales) {
      CAPTURE(c.input_bits, c.one_bits, scale.multiplier, int{scale.shift});
      const GeluParameters parameters = gelu_parameters(c.input_bits, c.one_bits, scale);
      const std::int64_t half = std::int64_t{1} << (c.input_bits - 1);
      const std::int64_t step = c.input_bits > 16 ? 3 : 1;
      bool same = true;
      for (std::int64_t x = -half; x < half; x += step)
        same &= gelu(Int<18>(x), parameters).value() == reference(x, c.one_bits, scale);
      CHECK(same);
      CHECK(gelu(Int<18>(half - 1), parameters).value() == reference(half - 1, c.one_bits, scale));
    }
}

TEST_CASE("the output is the polynomial to half an output step and its integer error, GELU to 0.0182 more",
          "[activation][golden]") {
  for (const Case c : kCases) {
    const double step = gelu_input_scale(c.one_bits);
    const double range = std::min(4.0, step * (1 << (c.input_bits - 1)));
    const double output_step = range / 127;
    const GeluParameters parameters = gelu_parameters(c.input_bits, c.one_bits, output_step, 16);
    long double worst = 0, worst_gelu = 0;
    const auto top = static_cast<std::int64_t>(range / step) - 1;
    for (std::int64_t x = -top; x <= top; ++x) {
      const long double y = static_cast<long double>(gelu(Int<18>(x), parameters).value()) * output_step;
      const long double real = static_cast<long double>(x) * step;
      worst = std::max(worst, std::abs(y - polynomial_gelu(real)) - output_step / 2);
      worst_gelu = std::max(worst_gelu, std::abs(y - real_gelu(real)) - output_step / 2);
    }
    CAPTURE(c.input_bits, c.one_bits);
    const long double integer_error = c.one_bits < 11 ? 12e-3L : 1.5e-3L;  // a coarse step moves the clip point
    CHECK(worst < integer_error);
    CHECK(worst_gelu < 0.0182L + integer_error);
  }
}

TEST_CASE("far from zero GELU is the identity on the right and zero on the left", "[activation][golden]") {
  const GeluParameters parameters = gelu_parameters(12, 16, 8.0 / 127, 16);
  for (std::int64_t x = parameters.clip; x <= 700; ++x) {
    const double real = static_cast<double>(x) * gelu_input_scale(16);
    CHECK(static_cast<double>(gelu(Int<18>(x), parameters).value()) == Approx(real / (8.0 / 127)).margin(0.501));
    CHECK(gelu(Int<18>(-x), parameters).value() == 0);
  }
  CHECK(gelu(Int<18>(0), parameters).value() == 0);
  CHECK(gelu(Int<18>(2047), parameters).value() == 127);
}

namespace {

long double real_sigmoid(long double x) { return 1.0L / (1.0L + std::exp(-x)); }

/// The page's sigmoid with divisions and 128-bit integers.
Wide sigmoid_reference(std::int64_t x, int align) {
  const Wide n = std::min<Wide>(Wide{std::abs(x)} * power_of_two(align), 16 * 850);
  const Wide halvings = n / 850, p = halvings * 850 - n;
  const Wide e = round_divide(p * (p + 3318) + power_of_two(22), power_of_two(8 + static_cast<int>(halvings)));
  const Wide of_magnitude = round_divide(power_of_two(29), power_of_two(14) + e);
  return x < 0 ? power_of_two(15) - of_magnitude : of_magnitude;
}

std::int64_t silu_reference(std::int64_t x, int align, DyadicScale output) {
  const Wide scaled = x * sigmoid_reference(x, align) * output.multiplier;
  return octet::test::limit(round_divide(scaled, power_of_two(output.shift)), -128, 127);
}

}  // namespace

TEST_CASE("every input's SiLU follows its definition at every align and listed scales", "[activation][golden]") {
  for (int align = 0; align <= octet::golden::kMostSiluAlign; ++align)
    for (const DyadicScale scale : {DyadicScale{40000, 31}, {65535, 26}, {2147483647, 31}, {1U << 30, 62}, {0, 0}}) {
      CAPTURE(align, scale.multiplier, int{scale.shift});
      bool same = true;
      for (std::int64_t x = -32768; x <= 32767; ++x)
        same &= octet::golden::silu(Int<16>(x), align, scale).value() == silu_reference(x, align, scale);
      CHECK(same);
    }
}

TEST_CASE("SiLU's sigmoid stays near the real one, and its product too", "[activation][golden]") {
  long double worst = 0, worst_product = 0, squares = 0, count = 0;
  for (int align = 0; align <= octet::golden::kMostSiluAlign; ++align) {
    const long double step = octet::golden::score_step(align);
    CHECK(static_cast<double>(step) ==
          Approx(std::ldexp(0.0078125 / std::sqrt(256 * 0.35815147), align)).epsilon(1e-12));
    bool adds_up = true;
    for (std::int64_t x = -32768; x <= 32767; ++x) {
      const auto s = static_cast<long double>(octet::golden::sigmoid(Int<16>(x), align).value()) / 32768;
      const long double real = x * step, error = std::abs(s - real_sigmoid(real));
      if (x > -32768)
        adds_up &=
            s + static_cast<long double>(octet::golden::sigmoid(Int<16>(-x), align).value()) / 32768 == 1 || x == 0;
      worst = std::max(worst, error);
      if (std::abs(real) > 8) continue;
      worst_product = std::max(worst_product, std::abs(real) * error);
      squares += real * real * error * error, ++count;
    }
    CHECK(adds_up);
  }
  const auto rms = static_cast<double>(std::sqrt(squares / count));
  CAPTURE(static_cast<double>(worst), static_cast<double>(worst_product), rms);
  CHECK((worst < 7.8e-4L && worst > 7.6e-4L));
  CHECK((worst_product < 7.3e-4L && worst_product > 7.1e-4L));
  CHECK((rms < 2.75e-4 && rms > 2.6e-4));
}

TEST_CASE("SiLU rounds halves upwards at every shift", "[activation][golden]") {
  // x = 0 has the sigmoid a half; x far out is multiplied by 2^15 or 0: every product x * 2^15 times an odd half.
  for (int shift = 17; shift <= 46; ++shift)
    for (const std::int64_t x : {20000, 20001, 32767, -20000, -32768})
      for (const std::int64_t more : {-1, 0, 1}) {
        const Wide multiplier = power_of_two(shift - 16) + more;
        if (multiplier < 1 || multiplier >= power_of_two(31)) continue;
        const DyadicScale scale{static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(shift)};
        CHECK(octet::golden::silu(Int<16>(x), 12, scale).value() == silu_reference(x, 12, scale));
      }
}
