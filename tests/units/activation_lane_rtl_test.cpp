// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"
#include "tests/units/gelu_parameters.hpp"

using octet::Int;
using octet::golden::GeluParameters;
using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::kHighest;
using octet::test::kLowest;
using octet::test::kMostMultiplier;
using octet::test::parameters_of;
using octet::test::RandomSource;

namespace {

/// One lane fed an input a cycle; compares every output six cycles later.
class Lane {
 public:
  /// Lets the lane run empty, then changes its parameters.
  void load(const GeluParameters& parameters) {
    drain();
    parameters_ = parameters;
    one_bits_.set(static_cast<std::uint64_t>(parameters.one_bits));
    clip_.set(static_cast<std::uint64_t>(parameters.clip));
    multiplier_.set(parameters.output.multiplier);
    shift_.set(parameters.output.shift);
  }
  void feed(int x) {
    input_.set(static_cast<std::uint16_t>(x));
    step({true, x});
  }
  void drain() {
    while (!pipeline_.empty() && std::any_of(pipeline_.begin(), pipeline_.end(), [](In in) { return in.valid; }))
      step({false, 0});
  }
  std::uint64_t compared = 0;

 private:
  struct In {
    bool valid;
    int x;
  };
  void step(In in) {
    model_.evaluate();
    if (pipeline_.size() == 6) {
      if (pipeline_.front().valid) check(pipeline_.front().x);
      pipeline_.pop_front();
    }
    pipeline_.push_back(in);
    model_.clock();
  }
  void check(int x) {
    const int got = static_cast<std::int8_t>(result_.get()), want = octet::golden::gelu(Int<18>(x), parameters_).raw();
    ++compared;
    if (got != want) {
      CAPTURE(x, parameters_.one_bits, parameters_.output.multiplier, int{parameters_.output.shift});
      REQUIRE(got == want);
    }
  }

  RtlModel model_{octet::rtl::model_directory() / "activation_lane.so"};
  RtlPort input_ = model_.port("input_i"), one_bits_ = model_.port("one_bits_i"), clip_ = model_.port("clip_i"),
          multiplier_ = model_.port("multiplier_i"), shift_ = model_.port("shift_i"), result_ = model_.port("result_o");
  GeluParameters parameters_;
  std::deque<In> pipeline_;
};

/// The golden unit's product of input and gate, by the page's formulas in 128 bits: only to know which inputs are
/// halves.
octet::test::Wide product_of(int x, const GeluParameters& p) {
  using octet::test::power_of_two;
  const octet::test::Wide magnitude = x < 0 ? -x : x, gap = p.clip - std::min<octet::test::Wide>(magnitude, p.clip);
  const octet::test::Wide erf = power_of_two(p.one_bits) - gap * gap;
  const octet::test::Wide gate = x < 0 ? power_of_two(p.one_bits) - erf : power_of_two(p.one_bits) + erf;
  return x * octet::test::round_divide(gate, power_of_two(p.one_bits - std::min(p.one_bits, 13)));
}

}  // namespace

TEST_CASE("activation gates agree on all 65536 inputs for twelve scales", "[activation][rtl][lane]") {
  Lane lane;
  const GeluParameters sets[] = {octet::golden::gelu_parameters(8, 8, 0.02, 31),
                                 octet::golden::gelu_parameters(8, 11, 0.05, 16),
                                 octet::golden::gelu_parameters(12, 13, 0.03, 31),
                                 octet::golden::gelu_parameters(12, 14, 0.03, 8),
                                 octet::golden::gelu_parameters(12, 18, 0.08, 31),
                                 octet::golden::gelu_parameters(16, 24, 0.06, 31),
                                 octet::golden::gelu_parameters(16, 26, 0.05, 31),
                                 octet::golden::gelu_parameters(16, 30, 0.01, 24),
                                 parameters_of(30, kMostMultiplier, 60),
                                 parameters_of(8, std::uint64_t{1} << 30, 62),
                                 parameters_of(27, 0, 0),
                                 parameters_of(20, 1, 0)};
  for (const GeluParameters& parameters : sets) {
    lane.load(parameters);
    for (int x = kLowest; x <= kHighest; ++x) lane.feed(x);
  }
  lane.drain();
  REQUIRE(lane.compared == 12U * 65536);
}

TEST_CASE("activation gates agree on exact halves of the output at every shift that has them",
          "[activation][rtl][lane]") {
  Lane lane;
  std::vector<int> inputs;
  for (int x = -100; x <= 100; ++x) inputs.push_back(x);
  for (int bit = 7; bit <= 15; ++bit) {
    for (const int near : {-1, 0, 1}) {
      inputs.push_back(std::min((1 << bit) + near, kHighest));
      inputs.push_back(std::max(-(1 << bit) + near, kLowest));
    }
  }
  for (int shift = 0; shift <= 62; ++shift) {
    int halves = 0;
    for (const int one_bits : {8, 13, 16}) {
      for (int bit = 0; bit <= 30; ++bit) {
        const GeluParameters parameters = parameters_of(one_bits, std::uint64_t{1} << bit, shift);
        lane.load(parameters);
        for (const int x : inputs) {
          lane.feed(x);
          const octet::test::Wide twice = 2 * (product_of(x, parameters) * parameters.output.multiplier),
                                  one = octet::test::power_of_two(shift);
          if (shift > 0 && twice % (2 * one) != 0 && twice % one == 0 && twice > -256 * one && twice < 256 * one)
            ++halves;
        }
      }
    }
    CAPTURE(shift);
    // Beyond 59 no product of an input, a gate and a multiplier is as large as a half.
    REQUIRE((halves > 0) == (shift >= 1 && shift <= 59));
  }
  lane.drain();
}

TEST_CASE("activation gates agree one half plus and minus a little at every shift that reaches them",
          "[activation][rtl][lane]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Lane lane;
  for (int shift = 1; shift <= 41; ++shift) {
    // An odd product has an inverse, so multiplier = target / product modulo 2^shift; it has to fit 31 bits.
    int exact = 0;
    for (int tries = 0; tries < 1 << 20 && exact < 200; ++tries) {
      const int one_bits = static_cast<int>(random.between(8, 30)),
                x = static_cast<int>(random.between(kLowest, kHighest)) >> random.between(0, 12);
      const auto product = static_cast<std::int64_t>(product_of(x, parameters_of(one_bits, 0, 0)));
      if (product % 2 == 0) continue;
      const std::uint64_t target =
          (std::uint64_t{1} << (shift - 1)) + static_cast<std::uint64_t>(random.between(-2, 2));
      const int up = 64 - shift;
      const std::uint64_t multiplier =
          ((target * octet::test::inverse(static_cast<std::uint64_t>(product))) << up) >> up;
      if (multiplier > kMostMultiplier) continue;
      lane.load(parameters_of(one_bits, multiplier, shift));
      lane.feed(x);
      ++exact;
    }
    CAPTURE(shift);
    REQUIRE(exact >= 10);
  }
  lane.drain();
}

TEST_CASE("activation gates agree at the corners of inputs and multipliers for every shift and one_bits",
          "[activation][rtl][lane]") {
  Lane lane;
  for (int one_bits = 8; one_bits <= 30; ++one_bits) {
    for (int shift = 0; shift <= 62; ++shift) {
      for (const std::uint32_t multiplier : {0U, 1U, 0x40000000U, 0x40000001U, 0x7FFFFFFEU, kMostMultiplier}) {
        const GeluParameters parameters = parameters_of(one_bits, multiplier, shift);
        lane.load(parameters);
        const int clip = std::min(parameters.clip, kHighest - 1);
        for (const int x : {kLowest, kLowest + 1, -clip - 1, -clip, -clip + 1, -clip / 2, -2, -1, 0, 1, 2, clip / 2,
                            clip - 1, clip, clip + 1, kHighest - 1, kHighest})
          lane.feed(x);
      }
    }
  }
  lane.drain();
  REQUIRE(lane.compared == 23U * 63 * 6 * 17);
}

TEST_CASE("activation gates agree on a million random inputs under random parameters", "[activation][rtl][lane]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Lane lane;
  for (int i = 0; i < 1'000'000; ++i) {
    if (i % 50 == 0) {
      // Most scales bring the larger inputs near the ends of the output.
      const int one_bits = static_cast<int>(random.between(8, 30));
      const std::int64_t multiplier = random.between(std::int64_t{1} << 30, kMostMultiplier);
      lane.load(
          parameters_of(one_bits, static_cast<std::uint64_t>(multiplier), static_cast<int>(random.between(30, 58))));
    }
    lane.feed(static_cast<int>(random.between(kLowest, kHighest)) >> random.between(0, 15));
  }
  lane.drain();
  REQUIRE(lane.compared == 1'000'000);
}
