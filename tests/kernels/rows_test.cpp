// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/rows.hpp"

#include <algorithm>
#include <vector>

#include "models/units/normalization.hpp"
#include "tests/kernels/instruction_sets.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using kernels::InstructionSet;

namespace {

void compare_softmax(const std::vector<std::int16_t>& scores, std::size_t valid, int align) {
  const golden::ExpConstants constants = golden::exp_constants_of(align);
  std::vector<std::uint8_t> e(scores.size()), p(scores.size());
  const std::uint32_t sum = golden::attention_softmax(scores, valid, constants, e).raw();
  golden::softmax(scores, valid, constants, p);
  for (const InstructionSet set : test::instruction_sets()) {
    CAPTURE(kernels::name_of(set), align, scores.size(), valid, test::seed());
    std::vector<std::uint8_t> out(scores.size(), 99);
    REQUIRE(kernels::attention_softmax(scores, valid, constants, out, set) == sum);
    REQUIRE(out == e);
    kernels::softmax(scores, valid, constants, out, set);
    REQUIRE(out == p);
  }
}

template <class In, class Out>
void compare_gelu(const std::vector<In>& x, const golden::GeluParameters& parameters) {
  std::vector<Out> expected;
  for (const In element : x) expected.push_back(static_cast<Out>(golden::gelu(Int<18>(element), parameters).raw()));
  for (const InstructionSet set : test::instruction_sets()) {
    CAPTURE(kernels::name_of(set), parameters.one_bits, parameters.output.multiplier, int{parameters.output.shift});
    std::vector<Out> out(x.size());
    kernels::gelu<In, Out>(x, parameters, out, set);
    REQUIRE(out == expected);
  }
}

struct Parameters {
  std::vector<std::int32_t> gamma, beta;
};

Parameters random_parameters(test::RandomSource& random, std::size_t n) {
  Parameters out;
  for (std::size_t i = 0; i < n; ++i) {
    out.gamma.push_back(static_cast<std::int32_t>(random.between(-65536, 65535)));
    out.beta.push_back(static_cast<std::int32_t>(random.between(-2147483648LL, 2147483647LL) >> random.between(0, 20)));
  }
  return out;
}

void compare_layernorm(const std::vector<std::int16_t>& x, const Parameters& parameters, int shift) {
  for (const std::int64_t e : {std::int64_t{0}, std::int64_t{1'000'000'007}, golden::Epsilon::kMax}) {
    const golden::Epsilon epsilon(e);
    std::vector<std::int8_t> expected(x.size());
    golden::layernorm(x, parameters.gamma, parameters.beta, shift, epsilon, expected);
    for (const InstructionSet set : test::instruction_sets()) {
      CAPTURE(kernels::name_of(set), x.size(), shift, test::seed());
      std::vector<std::int8_t> narrow(x.size());
      kernels::layernorm<std::int8_t>(x, parameters.gamma, parameters.beta, shift, epsilon, narrow, set);
      REQUIRE(narrow == expected);
      std::vector<std::int16_t> wide(x.size());
      kernels::layernorm<std::int16_t>(x, parameters.gamma, parameters.beta, shift, epsilon, wide, set);
      REQUIRE(std::equal(wide.begin(), wide.end(), expected.begin()));
    }
  }
}

}  // namespace

TEST_CASE("every distance of scores has the exponential of the unit, for every shift", "[kernels]") {
  std::vector<std::int16_t> scores;
  for (int score = -32768; score < 32768; ++score) scores.push_back(static_cast<std::int16_t>(score));
  for (int align = 0; align <= golden::kMostScoreAlign; ++align) {
    compare_softmax(scores, scores.size(), align);
    std::reverse(scores.begin(), scores.end());
    compare_softmax(scores, scores.size(), align);
  }
}

TEST_CASE("the maximum is found and masked keys stay zero at every length", "[kernels]") {
  test::RandomSource random;
  for (std::size_t length = 0; length < 100; ++length) {
    std::vector<std::int16_t> scores(length);
    for (std::int16_t& score : scores) score = static_cast<std::int16_t>(random.between(-2048, 2047));
    for (const std::size_t valid : {std::size_t{0}, length / 2, length}) {
      compare_softmax(scores, valid, 4);
      if (valid == 0) continue;
      // The largest at each end of the valid keys, a larger one in a masked key.
      auto edge = scores;
      edge[valid - 1] = 2047;
      compare_softmax(edge, valid, 4);
      if (valid < length) edge[length - 1] = 32767;
      compare_softmax(edge, valid, 4);
      std::vector<std::int16_t> lowest(length, -32768);
      compare_softmax(lowest, valid, 0);
    }
  }
}

TEST_CASE("every input of up to 16 bits has the GELU of the unit, for every range and a list of scales", "[kernels]") {
  std::vector<std::int16_t> all;
  for (int x = -32768; x < 32768; ++x) all.push_back(static_cast<std::int16_t>(x));
  for (int one_bits = 8; one_bits <= 30; ++one_bits) {
    CAPTURE(one_bits);
    compare_gelu<std::int16_t, std::int8_t>(all, golden::gelu_parameters(16, one_bits, 0.03, 16));
    compare_gelu<std::int16_t, std::int16_t>(all, golden::gelu_parameters(16, one_bits, DyadicScale{0x7fffffff, 45}));
    compare_gelu<std::int16_t, std::int8_t>(all, golden::gelu_parameters(16, one_bits, DyadicScale{1, 8}));
  }
}

TEST_CASE("18-bit inputs in 32-bit words have the GELU of the unit", "[kernels]") {
  std::vector<std::int32_t> all;
  for (std::int32_t x = -131072; x < 131072; ++x) all.push_back(x);
  for (const int one_bits : {8, 13, 14, 19, 30}) {
    compare_gelu<std::int32_t, std::int32_t>(all, golden::gelu_parameters(18, one_bits, 0.02, 31));
    compare_gelu<std::int32_t, std::int8_t>(all, golden::gelu_parameters(18, one_bits, 0.05, 8));
  }
}

TEST_CASE("rows are normalized as the unit does it at every length", "[kernels]") {
  test::RandomSource random;
  std::vector<std::size_t> lengths = {127, 128, 768, 1000, 4095, 4096};
  for (std::size_t n = 1; n < 80; ++n) lengths.push_back(n);
  for (const std::size_t n : lengths) {
    const Parameters parameters = random_parameters(random, n);
    for (const int deviation : {0, 1, 40, 3000, 32767}) {
      std::vector<std::int16_t> x(n);
      const auto mean = random.between(-(32767 - deviation), 32767 - deviation);
      for (std::int16_t& element : x) element = static_cast<std::int16_t>(mean + random.between(-deviation, deviation));
      for (const int shift : {0, 1, 12, 20, 33, 62}) compare_layernorm(x, parameters, shift);
    }
  }
}

TEST_CASE("rows of extremes are normalized exactly", "[kernels]") {
  test::RandomSource random;
  for (const std::size_t n : {2, 16, 33, 768, 4096}) {
    const Parameters parameters = random_parameters(random, n);
    std::vector<std::int16_t> lowest(n, -32768), outlier(n, -32768), halves(n, 32767);
    outlier.back() = 32767;
    std::fill(halves.begin(), halves.begin() + static_cast<std::ptrdiff_t>(n / 2), std::int16_t{-32768});
    for (const auto& x : {lowest, outlier, halves})
      for (const int shift : {0, 7, 15, 24, 40}) compare_layernorm(x, parameters, shift);
  }
}

TEST_CASE("halves of the last rounding of a normalized row go up", "[kernels]") {
  // x_hat is +-4096 for two values one step apart, so gamma and beta place every y where wanted.
  std::vector<std::int16_t> x(64);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 2 == 0 ? 5 : 6;
  for (int shift = 1; shift <= 30; ++shift) {
    Parameters parameters{std::vector<std::int32_t>(64, 0), {}};
    for (int i = 0; i < 64; ++i) {
      const std::int64_t half = (2 * (i / 3 - 10) + 1) * (std::int64_t{1} << (shift - 1)) + (i % 3 - 1);
      parameters.beta.push_back(static_cast<std::int32_t>(std::clamp<std::int64_t>(half, -2147483647, 2147483647)));
    }
    compare_layernorm(x, parameters, shift);
  }
}
