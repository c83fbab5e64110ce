// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <vector>

#include "models/core/rounding.hpp"
#include "models/kernels/rows.hpp"
#include "models/units/requantizer.hpp"
#include "models/units/residual_adder.hpp"
#include "tests/kernels/instruction_sets.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using kernels::InstructionSet;
using kernels::ScaleTable;

namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int32_t>::max();

struct Cases {
  std::vector<std::int32_t> sums, bias;
  std::vector<DyadicScale> scale;

  void add(std::int64_t sum, std::int64_t bias_of, DyadicScale scale_of) {
    if (sum < kLowest || sum > kHighest || sum + bias_of < kLowest || sum + bias_of > kHighest) return;
    sums.push_back(static_cast<std::int32_t>(sum));
    bias.push_back(static_cast<std::int32_t>(bias_of));
    scale.push_back(scale_of);
  }
};

/// One scale a sum.
template <class Out>
void compare(const Cases& cases, int bits) {
  constexpr int kWidest = sizeof(Out) == 4 ? 22 : 16;
  std::vector<Out> expected;
  for (std::size_t i = 0; i < cases.sums.size(); ++i)
    expected.push_back(static_cast<Out>(
        golden::requantize<kWidest>(Int<32>(cases.sums[i]), Int<32>(cases.bias[i]), cases.scale[i], bits).raw()));
  const ScaleTable table(cases.bias, cases.scale);
  for (const InstructionSet set : test::instruction_sets()) {
    CAPTURE(kernels::name_of(set), bits, sizeof(Out), test::seed());
    std::vector<Out> out(expected.size());
    kernels::requantize<Out>(cases.sums, table, bits, out, set);
    REQUIRE(out == expected);
  }
}

/// One scale for all.
template <class Out>
void compare(const std::vector<std::int32_t>& sums, std::int32_t bias, DyadicScale scale, int bits) {
  constexpr int kWidest = sizeof(Out) == 4 ? 22 : 16;
  std::vector<Out> expected;
  for (const std::int32_t sum : sums)
    expected.push_back(static_cast<Out>(golden::requantize<kWidest>(Int<32>(sum), Int<32>(bias), scale, bits).raw()));
  for (const InstructionSet set : test::instruction_sets()) {
    CAPTURE(kernels::name_of(set), bits, sizeof(Out), bias, scale.multiplier, int{scale.shift});
    std::vector<Out> out(expected.size());
    kernels::requantize<Out>(sums, bias, scale, bits, out, set);
    REQUIRE(out == expected);
  }
}

std::vector<std::int32_t> all_16_bits() {
  std::vector<std::int32_t> all;
  for (std::int32_t x = -32768; x < 32768; ++x) all.push_back(x);
  return all;
}

DyadicScale random_scale(test::RandomSource& random) {
  const auto bits = static_cast<int>(random.between(1, 31));
  const std::int64_t top = std::int64_t{1} << (bits - 1);
  return {static_cast<std::uint32_t>(top + random.between(0, top - 1)),
          static_cast<std::uint8_t>(random.between(0, 62))};
}

}  // namespace

TEST_CASE("every 16-bit sum is requantized as the unit does it, for a list of scales", "[kernels]") {
  const auto sums = all_16_bits();
  for (const DyadicScale scale : {DyadicScale{0, 0},
                                  {1, 0},
                                  {1, 1},
                                  {32768, 15},
                                  {32768, 23},
                                  {54321, 24},
                                  {65535, 16},
                                  {0x7fffffff, 31},
                                  {0x7fffffff, 62},
                                  {0x40000000, 45}}) {
    compare<std::int8_t>(sums, 0, scale, 8);
    compare<std::int16_t>(sums, 12345, scale, 13);
    compare<std::int16_t>(sums, -1, scale, 16);
    compare<std::int32_t>(sums, 0, scale, 22);
  }
}

TEST_CASE("halves and their neighbours are rounded alike at every shift", "[kernels]") {
  Cases cases;
  for (int shift = 0; shift <= 62; ++shift) {
    const auto at = static_cast<std::uint8_t>(shift);
    for (const std::uint32_t multiplier : {1U, 3U, 0x8000U, 0xffffU, 0x40000000U, 0x7fffffffU})
      for (const std::int64_t sum :
           {kLowest, kLowest + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kHighest - 1, kHighest})
        cases.add(sum, 0, {multiplier, at});
    // sum * multiplier = (2 i + 1) * 2^(shift-1): a power of two as multiplier reaches every shift.
    const int power = std::min(shift - 1, 30);
    for (int i = -9; i <= 9 && shift > 0; ++i) {
      const std::int64_t half = (std::int64_t{2} * i + 1) * (std::int64_t{1} << (shift - 1 - power));
      for (const int near : {-1, 0, 1})
        if (half > -(kHighest / 2) && half < kHighest / 2) {
          cases.add(half + near, 0, {std::uint32_t{1} << power, at});
          cases.add(half + near - 1000, 1000, {std::uint32_t{1} << power, at});
        }
    }
  }
  REQUIRE(cases.sums.size() > 5000);
  for (const int bits : {8, 9, 15, 16}) compare<std::int16_t>(cases, bits);
  compare<std::int8_t>(cases, 8);
  for (const int bits : {8, 17, 22}) compare<std::int32_t>(cases, bits);
}

TEST_CASE("a million random sums with a scale each are requantized as the unit does it", "[kernels]") {
  test::RandomSource random;
  Cases cases;
  while (cases.sums.size() < 1000000) {
    const std::int64_t magnitude = std::int64_t{1} << random.between(0, 31);
    cases.add(random.between(-magnitude, magnitude - 1), random.between(-100000, 100000), random_scale(random));
  }
  compare<std::int8_t>(cases, 8);
  compare<std::int16_t>(cases, 16);
  compare<std::int32_t>(cases, 22);
}

TEST_CASE("rows of every length are requantized to their end and not beyond", "[kernels]") {
  test::RandomSource random;
  for (std::size_t length = 0; length < 70; ++length) {
    Cases cases;
    while (cases.sums.size() < length) cases.add(random.between(-100000, 100000), 7, {54321, 20});
    compare<std::int8_t>(cases, 8);
    compare<std::int16_t>(cases, 12);
    compare<std::int16_t>(cases.sums, 7, {54321, 20}, 12);
  }
}

TEMPLATE_TEST_CASE("residuals are added as the unit does it", "[kernels]", std::int16_t, std::int32_t) {
  constexpr int kWidest = sizeof(TestType) == 4 ? 22 : 16;
  test::RandomSource random;
  const std::int64_t top = (std::int64_t{1} << (kWidest - 1)) - 1;
  std::vector<TestType> a, b;
  for (std::int64_t x = -top - 1; x <= top; x += kWidest == 22 ? 31 : 1) {
    a.push_back(static_cast<TestType>(x));
    b.push_back(static_cast<TestType>(random.between(-top - 1, top)));
  }
  for (const std::int64_t x : {-top - 1, -top, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, top - 1, top})
    for (const std::int64_t y : {-top - 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, top}) {
      a.push_back(static_cast<TestType>(x));
      b.push_back(static_cast<TestType>(y));
    }
  std::vector<std::pair<DyadicScale, DyadicScale>> scales = {{{32768, 15}, {32768, 15}},
                                                             {{1, 0}, {1, 0}},
                                                             {{1, 1}, {1, 1}},
                                                             {{0x7fffffff, 0}, {0x7fffffff, 0}},
                                                             {{0x7fffffff, 62}, {0, 0}}};
  for (int shift = 1; shift <= 62; ++shift)  // halves: odd multiples of 2^(shift-1)
    scales.push_back(
        {{std::uint32_t{1} << std::min(shift - 1, 30), static_cast<std::uint8_t>(shift)}, random_scale(random)});
  for (const auto& [scale_a, scale_b] : scales)
    for (const int bits : {8, kWidest}) {
      std::vector<TestType> expected;
      for (std::size_t i = 0; i < a.size(); ++i)
        expected.push_back(static_cast<TestType>(
            golden::residual_add(Int<kWidest>(a[i]), scale_a, Int<kWidest>(b[i]), scale_b, bits).raw()));
      for (const InstructionSet set : test::instruction_sets()) {
        CAPTURE(kernels::name_of(set), bits, scale_a.multiplier, int{scale_a.shift}, scale_b.multiplier,
                int{scale_b.shift}, test::seed());
        std::vector<TestType> out(a.size());
        kernels::residual_add<TestType>(a, scale_a, b, scale_b, bits, out, set);
        REQUIRE(out == expected);
      }
    }
}
