// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <vector>

#include "hw/units/activation.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/unit_bench.hpp"
#include "tests/units/gelu_parameters.hpp"

using octet::Int;
using octet::golden::GeluParameters;
using octet::test::kHighest;
using octet::test::kLowest;
using octet::test::kMostMultiplier;
using octet::test::parameters_of;
using octet::test::RandomSource;
using octet::test::UnitBench;

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
        bench_.put(kA + (c * rows_ + r) * element_bytes, value, element_bytes);
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
