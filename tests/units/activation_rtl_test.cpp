// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <deque>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "hw/units/activation.hpp"
#include "models/units/activation.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/unit_bench.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::golden::GeluParameters;
using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::RandomSource;
using octet::test::UnitBench;

namespace {

constexpr int kLowest = -32768, kHighest = 32767;
constexpr std::uint32_t kMostMultiplier = 0x7FFFFFFF;

GeluParameters parameters_of(int one_bits, std::uint64_t multiplier, int shift) {
  return octet::golden::gelu_parameters(
      16, one_bits, DyadicScale{static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(shift)});
}

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

namespace {

constexpr std::uint32_t kA = 0x20, kD = 0x13;  // bytes, no word is aligned

/// The whole unit, its parameters and what golden says of its inputs.
class Steps {
 public:
  Steps(const std::string& model, std::uint32_t rows, std::uint32_t lanes, std::size_t bytes)
      : rows_(rows),
        lanes_(lanes),
        bench_(model, bytes, {{"a_address_o", "a_data_i", 2 * lanes}},
               {{"d_strobe_o", "d_address_o", "d_data_o", lanes, 1}}) {}

  /// `input(row, column)` gives the inputs of the valid rows; everything else is noise.
  template <class Input>
  void run(std::uint32_t rows, std::uint32_t columns, std::uint32_t element_bytes, const GeluParameters& p,
           Input input) {
    CAPTURE(rows, columns, element_bytes, p.one_bits, p.output.multiplier, int{p.output.shift});
    bench_.fill_with_noise();
    std::vector<int> x(std::size_t{rows} * columns);
    for (std::uint32_t c = 0; c < columns; ++c) {
      for (std::uint32_t r = 0; r < rows; ++r) {
        const int value = x[c * rows + r] = input(r, c);
        for (std::uint32_t byte = 0; byte < element_bytes; ++byte)
          bench_.source.at(kA + (c * rows_ + r) * element_bytes + byte) =
              static_cast<std::uint8_t>(value >> (8 * byte));
      }
    }
    REQUIRE(bench_.run(fields_of(rows, columns, element_bytes, p)) ==
            octet::machine::body_cycles(octet::machine::Opcode::gelu, rows, columns, lanes_));
    for (std::uint32_t c = 0; c < columns; ++c) {
      for (std::uint32_t r = 0; r < rows; ++r) {
        const int got = bench_.written[kD + c * rows_ + r], from = x[c * rows + r];
        const int want = static_cast<std::uint8_t>(octet::golden::gelu(Int<18>(from), p).raw());
        if (got != want) {
          CAPTURE(r, c, from);
          REQUIRE(got == want);
        }
      }
    }
    REQUIRE(bench_.bytes_written() == std::size_t{rows} * columns);  // padding lanes are not
  }
  void idle(std::int64_t cycles) { bench_.idle(cycles); }
  /// The first cycles of a longer step, then a reset; returns the bytes written.
  std::size_t run_for(int cycles, std::uint32_t rows, std::uint32_t columns) {
    bench_.run_for(cycles, fields_of(rows, columns, 2, parameters_of(20, 1, 0)));
    return bench_.bytes_written();
  }
  std::uint32_t rows() const { return rows_; }

 private:
  static std::vector<UnitBench::Field> fields_of(std::uint32_t rows, std::uint32_t columns, std::uint32_t element_bytes,
                                                 const GeluParameters& p) {
    return {{"rows_i", 16, rows},
            {"columns_i", 32, columns},
            {"element_bytes_i", 2, element_bytes},
            {"one_bits_i", 5, static_cast<std::uint64_t>(p.one_bits)},
            {"multiplier_i", 31, p.output.multiplier},
            {"shift_i", 6, p.output.shift},
            {"a_address_i", 32, kA, true},
            {"d_address_i", 32, kD, true}};
  }
  std::uint32_t rows_, lanes_;
  UnitBench bench_;
};

void run_random_steps(Steps& unit, int steps) {
  RandomSource random;
  for (int step = 0; step < steps; ++step) {
    CAPTURE(octet::test::seed(), step);
    const auto rows = static_cast<std::uint32_t>(random.between(1, unit.rows()));
    const auto columns = static_cast<std::uint32_t>(random.between(1, step % 4 == 0 ? 3 : 40));
    const auto element_bytes = static_cast<std::uint32_t>(random.between(1, 2));
    const int bits = element_bytes == 1 ? 8 : static_cast<int>(random.between(8, 16));
    const GeluParameters parameters =
        parameters_of(static_cast<int>(random.between(8, 30)),
                      static_cast<std::uint64_t>(random.between(std::int64_t{1} << 30, kMostMultiplier)),
                      static_cast<int>(random.between(30, 58)));
    unit.run(rows, columns, element_bytes, parameters, [&](std::uint32_t, std::uint32_t) {
      return static_cast<int>(random.between(-(1 << (bits - 1)), (1 << (bits - 1)) - 1));
    });
    unit.idle(random.between(0, 2) * random.between(0, 9));
  }
}

}  // namespace

TEST_CASE("activation gates take c * groups + 6 cycles and write valid rows only", "[activation][rtl][steps]") {
  Steps uneven("activation_4x3", 4, 3, 1 << 11);
  run_random_steps(uneven, 400);
}

TEST_CASE("activation gates of other sizes take c * groups + 6 cycles and write valid rows only",
          "[activation][rtl][steps][sizes]") {
  Steps square("activation_4x4", 4, 4, 1 << 11), single("activation_4x1", 4, 1, 1 << 11),
      edge("activation_12x5", 12, 5, 1 << 11);
  run_random_steps(square, 100);
  run_random_steps(single, 100);
  run_random_steps(edge, 400);
}

TEST_CASE("activation gates clamp at both edges of the result and not before, and take every shift",
          "[activation][rtl][steps]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Steps unit("activation_4x3", 4, 3, 1 << 11);
  // Beyond the clip point of 15 the gate is 512: the result is the input.
  unit.run(4, 9, 2, parameters_of(8, 1, 9), [](auto, auto column) { return 123 + static_cast<int>(column); });
  // A gate of an input just below zero is small, its product with a large multiplier is not: both sides of -128.
  for (const int multiplier : {1, 2, 3, 64, 65})
    unit.run(4, 32, 1, parameters_of(10, static_cast<std::uint64_t>(multiplier), 6),
             [](auto row, auto column) { return -static_cast<int>(column) - (row == 3 ? 1 : 0); });
  for (int shift = 0; shift <= 62; ++shift) {
    const auto multiplier = static_cast<std::uint64_t>(random.between(std::int64_t{1} << 30, kMostMultiplier));
    // The product has up to 29 bits, so that results of few bits come of every shift that allows them.
    const int scale_bits = std::clamp(shift - 20, 0, 30);
    unit.run(4, 6, 2, parameters_of(16, multiplier >> (30 - scale_bits), shift),
             [&](auto, auto) { return static_cast<int>(random.between(kLowest, kHighest)); });
  }
}

TEST_CASE("activation gates do not end a step of 2^k columns early, and forget it at reset",
          "[activation][rtl][steps]") {
  Steps unit("activation_4x3", 4, 3, 1 << 11);
  for (int k = 6; k < 32; ++k) {
    for (const std::uint32_t more : {0U, 1U, 2U}) {
      CAPTURE(k, more);
      // 35 groups, of 3 rows and of 1 by turns.
      REQUIRE(unit.run_for(42, 4, (1U << k) + more) == 18U * 3 + 17);
    }
  }
}

TEST_CASE("the activation unit agrees on all 65536 inputs for each one_bits, by its own table of clip points",
          "[activation][rtl][steps]") {
  Steps unit("activation_4x3", 4, 3, 1 << 18);
  for (int one_bits = 8; one_bits <= 30; ++one_bits) {
    // Just above -clip the gate is zero, then one, two: the products are whole multiples of about clip, and steps of
    // clip / 64 to clip / 32 tell them apart. So a clip point that is off by one is seen at the inputs where the gate
    // steps.
    const int clip_bits = std::bit_width(static_cast<unsigned>(parameters_of(one_bits, 1, 0).clip));
    unit.run(4, 16384, 2, parameters_of(one_bits, 1, std::max(clip_bits - 6, 0)),
             [](std::uint32_t r, std::uint32_t c) { return static_cast<std::int16_t>(4 * c + r); });
  }
}
