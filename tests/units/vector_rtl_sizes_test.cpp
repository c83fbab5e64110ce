// SPDX-License-Identifier: Apache-2.0
// The gates of every unit beside the array at several sizes: a million values at each against the golden kernels,
// corners and halves among them, steps back to back and with random gaps. What 16 bits can hold is exhausted lane by
// lane in <unit>_rtl_test.cpp.
#include <algorithm>
#include <bit>
#include <functional>
#include <iostream>

#include "hw/units/activation.hpp"
#include "hw/units/normalization.hpp"
#include "hw/units/requantizer.hpp"
#include "hw/units/residual_adder.hpp"
#include "hw/units/softmax.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/requantizer.hpp"
#include "models/units/residual_adder.hpp"
#include "models/units/softmax.hpp"
#include "tests/support/catch.hpp"
#include "tests/units/drawn_unit_step.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::UInt;
using octet::test::Case;
using octet::test::Draw;
using octet::test::kA;
using octet::test::kB;
using octet::test::kBytes;
using octet::test::kD;
using octet::test::kP;
using octet::test::RandomSource;
using octet::test::UnitBench;
using octet::test::UnitSize;

namespace {

void requantizer(Draw& draw) {
  draw.sizes_and_addresses();
  const std::uint32_t mode = draw.number(0, 2), bytes = draw.number(1, 2);
  const int bits = bytes == 1 ? 8 : static_cast<int>(draw.number(8, 16));
  const DyadicScale uniform = draw.scale(0, 62);
  std::vector<DyadicScale> scales(std::max(draw.rows, draw.columns), uniform);
  std::vector<std::int64_t> biases(draw.columns, 0);
  if (mode != 1)
    for (DyadicScale& scale : scales) scale = draw.one_in(4) ? draw.scale(0, 62) : draw.scale(30, 50);
  if (mode == 0)
    for (std::int64_t& bias : biases) bias = draw.value(21);
  for (std::uint32_t column = 0; column < draw.columns; ++column) {
    if (mode == 0) {
      draw.put(kP + 16 * column, biases[column], 4);
      draw.put(kP + 16 * column + 4, scales[column].multiplier, 4);
      draw.put(kP + 16 * column + 8, scales[column].shift, 4);
    }
    for (std::uint32_t row = 0; row < draw.rows; ++row) {
      const DyadicScale scale = scales[mode == 0 ? column : row];
      std::int64_t sum = draw.value(32);
      // An odd number of halves, where the multiplier is a power of two.
      const int in_multiplier = std::countr_zero(scale.multiplier), in_sum = scale.shift - 1 - in_multiplier;
      if (draw.one_in(4) && std::has_single_bit(scale.multiplier) && in_sum >= 0 && in_sum < 24)
        sum = (2 * draw.random.between(-60, 60) + 1) * (std::int64_t{1} << in_sum);
      const std::int64_t low = -(std::int64_t{1} << 31), high = (std::int64_t{1} << 31) - 1;
      const std::int64_t accumulator = std::clamp(std::clamp(sum, low, high) - biases[column], low, high);
      draw.put(kA + 4 * draw.place(row, column), accumulator, 4);
      const std::int64_t fitting = std::clamp(accumulator + biases[column], low, high);
      // The sum never leaves 32 bits: what would is another accumulator.
      if (fitting != accumulator + biases[column])
        draw.put(kA + 4 * draw.place(row, column), fitting - biases[column], 4);
      const std::int64_t used = fitting - biases[column];
      draw.expect(kD + draw.place(row, column) * bytes,
                  octet::golden::requantize(Int<32>(used), Int<32>(biases[column]), scale, bits).value(), bytes);
    }
  }
  if (mode == 2)
    for (std::uint32_t row = 0; row < draw.rows; ++row) {
      draw.put(kP + 8 * row, scales[row].multiplier, 4);
      draw.put(kP + 8 * row + 4, scales[row].shift, 4);
    }
  draw.field("mode_i", 8, mode);
  draw.field("element_bytes_i", 8, bytes);
  draw.field("output_bits_i", 5, static_cast<std::uint64_t>(bits));
  draw.field("multiplier_i", 31, uniform.multiplier);
  draw.field("shift_i", 6, uniform.shift);
  draw.field("p_address_i", 32, kP, true);
  draw.out.cycles =
      octet::machine::body_cycles(octet::machine::Opcode::requantize, draw.rows, draw.columns, draw.size.lanes);
}

void activation(Draw& draw) {
  draw.sizes_and_addresses();
  const std::uint32_t bytes = draw.number(1, 2);
  const int bits = bytes == 1 ? 8 : static_cast<int>(draw.number(8, 16));
  const octet::golden::GeluParameters p = octet::golden::gelu_parameters(
      16, static_cast<int>(draw.number(8, 30)), draw.one_in(3) ? draw.scale(0, 62) : draw.scale(30, 58));
  for (std::uint32_t column = 0; column < draw.columns; ++column)
    for (std::uint32_t row = 0; row < draw.rows; ++row) {
      // Near the clip point now and then, where the gate steps.
      std::int64_t x = draw.value(bits);
      const std::int64_t top = (1 << (bits - 1)) - 1;
      if (draw.one_in(8))
        x = std::clamp<std::int64_t>((draw.one_in(2) ? p.clip : -p.clip) + draw.random.between(-2, 2), -top - 1, top);
      draw.put(kA + draw.place(row, column) * bytes, x, bytes);
      draw.expect(kD + draw.place(row, column), octet::golden::gelu(Int<18>(x), p).value(), 1);
    }
  draw.field("element_bytes_i", 2, bytes);
  draw.field("one_bits_i", 5, static_cast<std::uint64_t>(p.one_bits));
  draw.field("multiplier_i", 31, p.output.multiplier);
  draw.field("shift_i", 6, p.output.shift);
  draw.out.cycles = octet::machine::body_cycles(octet::machine::Opcode::gelu, draw.rows, draw.columns, draw.size.lanes);
}

void residual_adder(Draw& draw) {
  draw.sizes_and_addresses();
  const std::uint32_t a_bytes = draw.number(1, 2), b_bytes = draw.number(1, 2), bytes = draw.number(1, 2);
  const int bits = bytes == 1 ? 8 : static_cast<int>(draw.number(8, 16));
  const DyadicScale a_scale = draw.one_in(3) ? draw.scale(0, 62) : draw.scale(28, 40),
                    b_scale = draw.one_in(3) ? draw.scale(0, 62) : draw.scale(28, 40);
  for (std::uint32_t column = 0; column < draw.columns; ++column)
    for (std::uint32_t row = 0; row < draw.rows; ++row) {
      const std::int64_t a = draw.value(static_cast<int>(8 * a_bytes)), b = draw.value(static_cast<int>(8 * b_bytes));
      draw.put(kA + draw.place(row, column) * a_bytes, a, a_bytes);
      draw.put(kB + draw.place(row, column) * b_bytes, b, b_bytes);
      draw.expect(kD + draw.place(row, column) * bytes,
                  octet::golden::residual_add(Int<16>(a), a_scale, Int<16>(b), b_scale, bits).value(), bytes);
    }
  draw.field("b_address_i", 32, kB, true);
  draw.field("a_bytes_i", 2, a_bytes);
  draw.field("b_bytes_i", 2, b_bytes);
  draw.field("element_bytes_i", 2, bytes);
  draw.field("output_bits_i", 5, static_cast<std::uint64_t>(bits));
  draw.field("multiplier_a_i", 31, a_scale.multiplier);
  draw.field("shift_a_i", 6, a_scale.shift);
  draw.field("multiplier_b_i", 31, b_scale.multiplier);
  draw.field("shift_b_i", 6, b_scale.shift);
  draw.out.cycles = octet::machine::body_cycles(octet::machine::Opcode::add, draw.rows, draw.columns, draw.size.lanes);
}

void normalization(Draw& draw) {
  draw.columns = draw.number(1, draw.one_in(4) ? 90 : 40);
  draw.sizes_and_addresses();
  const std::uint32_t n = draw.columns, bytes = draw.number(1, 2);
  const int shift = draw.one_in(4) ? static_cast<int>(draw.number(0, 62)) : static_cast<int>(draw.number(12, 24));
  const std::uint64_t epsilon =
      draw.one_in(3)
          ? 0
          : (std::uint64_t{draw.number(0, 0x3fffff)} << 32 | draw.number(0, 0xffffffff)) >> draw.number(0, 53);
  std::vector<std::int32_t> gamma(n), beta(n);
  for (std::uint32_t column = 0; column < n; ++column) {
    gamma[column] = static_cast<std::int32_t>(draw.value(17));
    beta[column] = static_cast<std::int32_t>(draw.value(32));
    draw.put(kP + 16 * column, beta[column], 4);
    draw.put(kP + 16 * column + 4, gamma[column], 4);
  }
  for (std::uint32_t row = 0; row < draw.rows; ++row) {
    // Any values, a constant row, or all but one alike.
    const bool flat = draw.one_in(4), one_hot = flat && draw.one_in(2);
    const auto any = [&] { return static_cast<std::int16_t>(draw.value(static_cast<int>(8 * bytes))); };
    std::vector<std::int16_t> x(n, any());
    if (!flat) std::generate(x.begin(), x.end(), any);
    if (one_hot) x[draw.number(0, n - 1)] = any();
    std::vector<std::int8_t> want(n);
    octet::golden::layernorm(x, gamma, beta, shift, octet::golden::Epsilon(static_cast<std::int64_t>(epsilon)), want);
    for (std::uint32_t column = 0; column < n; ++column) {
      draw.put(kA + draw.place(row, column) * bytes, x[column], bytes);
      draw.expect(kD + draw.place(row, column), want[column], 1);
    }
  }
  draw.field("element_bytes_i", 2, bytes);
  draw.field("shift_i", 6, static_cast<std::uint64_t>(shift));
  draw.field("epsilon_i", 54, epsilon);
  draw.field("p_address_i", 32, kP, true);
  draw.out.cycles = octet::machine::body_cycles(octet::machine::Opcode::layernorm, draw.rows, n, draw.size.lanes);
}

void softmax(Draw& draw) {
  draw.sizes_and_addresses();
  const std::uint32_t bytes = draw.number(1, 2);
  const int bits = bytes == 1 ? 8 : static_cast<int>(draw.number(8, 16)),
            align = static_cast<int>(draw.number(0, octet::golden::kMostScoreAlign)),
            multiplier_bits = static_cast<int>(draw.number(2, 31));
  const bool plain = draw.one_in(2), causal = draw.one_in(3);
  const std::uint64_t keys = draw.one_in(2) ? draw.columns : draw.number(0, draw.columns),
                      position = draw.number(0, draw.columns);
  const std::uint32_t lowest = std::uint32_t{1} << (multiplier_bits - 1);
  const DyadicScale context{draw.number(lowest, 2 * std::int64_t{lowest} - 1),
                            static_cast<std::uint8_t>(draw.number(0, 62))};
  const octet::golden::ExpConstants constants = octet::golden::exp_constants_of(align);
  for (std::uint32_t row = 0; row < draw.rows; ++row) {
    const std::uint64_t seen = std::min<std::uint64_t>(keys, draw.columns),
                        valid = causal ? std::min(seen, position + row + 1) : seen;
    const bool flat = draw.one_in(8);
    std::vector<std::int16_t> scores(draw.columns, static_cast<std::int16_t>(draw.value(bits)));
    for (std::uint32_t key = 0; key < valid; ++key) {  // the others stay noise
      if (!flat) scores[key] = static_cast<std::int16_t>(draw.value(bits));
      draw.put(kA + draw.place(row, key) * bytes, scores[key], bytes);
    }
    std::vector<std::uint8_t> want(draw.columns);
    if (plain) {
      octet::golden::softmax(scores, valid, constants, want);
    } else {
      const UInt<32> sum = octet::golden::attention_softmax(scores, valid, constants, want);
      const DyadicScale scale = octet::golden::row_scale(sum, context, multiplier_bits);
      draw.expect(kP + 8 * row, scale.multiplier, 4);
      draw.expect(kP + 8 * row + 4, scale.shift, 4);
    }
    for (std::uint32_t key = 0; key < draw.columns; ++key) draw.expect(kD + draw.place(row, key), want[key], 1);
  }
  draw.field("element_bytes_i", 2, bytes);
  draw.field("score_align_i", 4, static_cast<std::uint64_t>(align));
  draw.field("keys_i", 32, keys);
  draw.field("causal_i", 1, causal ? 1 : 0);
  draw.field("position_i", 32, position);
  draw.field("divide_i", 1, plain ? 1 : 0);
  draw.field("multiplier_i", 31, context.multiplier);
  draw.field("shift_i", 6, context.shift);
  draw.field("multiplier_bits_i", 5, static_cast<std::uint64_t>(multiplier_bits));
  draw.field("p_address_i", 32, kP, true);
  draw.out.cycles =
      octet::machine::body_cycles(plain ? octet::program::Opcode::softmax_plain : octet::program::Opcode::softmax,
                                  draw.rows, draw.columns, draw.size.lanes);
}

using Reads = std::vector<UnitBench::Read>;
using Writes = std::vector<UnitBench::Write>;

/// Steps of every size until enough values were compared.
void run_sizes(const std::string& unit, std::uint32_t sixteen, const std::function<Reads(std::uint32_t)>& reads,
               const std::function<Writes(std::uint32_t)>& writes, void (*draw_step)(Draw&)) {
  std::uint64_t all = 0;
  for (const UnitSize size : octet::test::unit_sizes(sixteen)) {
    const std::string model = unit + "_" + std::to_string(size.rows) + "x" + std::to_string(size.lanes);
    RandomSource random(octet::test::seed() + size.rows);
    UnitBench bench(model, kBytes, reads(size.lanes), writes(size.lanes));
    std::uint64_t compared = 0;
    for (int step = 0; compared < octet::test::kValuesASize; ++step) {
      CAPTURE(octet::test::seed(), model, step);
      bench.fill_with_noise();
      Draw draw(size, random, bench);
      draw_step(draw);
      const Case& it = draw.out;
      if (draw.one_in(2))
        bench.idle(random.between(1, 20));  // else in the cycle after the last step's end, the first it may
      const std::uint64_t cycles = bench.run(it.fields);
      CAPTURE(draw.rows, draw.columns);
      REQUIRE(cycles == it.cycles);
      for (const auto& [address, byte] : it.expected)
        if (bench.written[address] != byte) {
          CAPTURE(address);
          REQUIRE(bench.written[address] == int{byte});
        }
      REQUIRE(bench.bytes_written() == it.expected.size());  // and nothing else, of padding lanes for one
      compared += it.values;
    }
    all += compared;
  }
  std::cout << unit << ": " << all << " values compared\n";
}

Writes bytes_a_lane(std::uint32_t lanes) { return {{"d_strobe_o", "d_address_o", "d_data_o", lanes, 1}}; }
Writes two_bytes_a_lane(std::uint32_t lanes) { return bytes_a_lane(2 * lanes); }

}  // namespace

TEST_CASE("requantizer gates of every size agree on a million values", "[requantizer][rtl][sizes]") {
  run_sizes(
      "requantizer", 16,
      [](std::uint32_t lanes) {
        return Reads{{"a_address_o", "a_data_i", 4 * lanes},
                     {"column_address_o", "column_data_i", 16},
                     {"row_address_o", "row_data_i", 8 * lanes}};
      },
      two_bytes_a_lane, requantizer);
}

TEST_CASE("activation gates of every size agree on a million values", "[activation][rtl][sizes]") {
  run_sizes(
      "activation", 8,
      [](std::uint32_t lanes) {
        return Reads{{"a_address_o", "a_data_i", 2 * lanes}};
      },
      bytes_a_lane, activation);
}

TEST_CASE("residual adder gates of every size agree on a million values", "[residual_adder][rtl][sizes]") {
  run_sizes(
      "residual_adder", 8,
      [](std::uint32_t lanes) {
        return Reads{{"a_address_o", "a_data_i", 2 * lanes}, {"b_address_o", "b_data_i", 2 * lanes}};
      },
      two_bytes_a_lane, residual_adder);
}

TEST_CASE("normalization gates of every size agree on a million values", "[normalization][rtl][sizes]") {
  run_sizes(
      "normalization", 4,
      [](std::uint32_t lanes) {
        return Reads{{"a_address_o", "a_data_i", 2 * lanes}, {"p_address_o", "p_data_i", 16}};
      },
      bytes_a_lane, normalization);
}

TEST_CASE("softmax gates of every size agree on a million values", "[softmax][rtl][sizes]") {
  run_sizes(
      "softmax", 4,
      [](std::uint32_t lanes) {
        return Reads{{"a_address_o", "a_data_i", 2 * lanes}};
      },
      [](std::uint32_t lanes) {
        Writes out = bytes_a_lane(lanes);
        out.push_back({"p_strobe_o", "p_address_o", "p_data_o", lanes, 8});
        return out;
      },
      softmax);
}
