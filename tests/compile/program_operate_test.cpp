// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "models/core/error.hpp"
#include "models/core/matrix.hpp"
#include "models/units/activation.hpp"
#include "models/units/matmul.hpp"
#include "models/units/normalization.hpp"
#include "models/units/requantizer.hpp"
#include "models/units/residual_adder.hpp"
#include "models/units/softmax.hpp"
#include "tests/compile/program_memories.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

// Every computing opcode on one step, against the golden kernels on plain matrices: rows valid rows of an array of R.
using namespace octet;
using namespace octet::program;

namespace {

constexpr std::uint32_t R = 8, C = 4;
constexpr std::uint64_t kA = 3, kB = 5001, kP = 9001, kD = 20003;

Geometry geometry() {
  Geometry g;
  g.rows = R;
  g.columns = C;
  return g;
}

struct StepTest {
  StepTest(Opcode opcode, std::uint32_t rows, std::uint32_t columns) : r(rows), c(columns) {
    command.opcode = opcode;
    command.count0 = command.count1 = 1;
    command.rows = command.rows_last = static_cast<std::uint16_t>(r);
    command.columns = command.columns_last = c;
    command.a.base = kA;
    command.b.base = kB;
    command.p.base = kP;
    command.d.base = kD;
  }
  std::uint64_t lane(std::uint64_t row, std::uint64_t column, std::uint64_t e) const { return (column * R + row) * e; }
  /// A random input panel of `bits` bits, kept as rows too.
  Matrix<std::int16_t> input(std::uint64_t address, int bits, std::uint64_t e) {
    Matrix<std::int16_t> m(r, c);
    for (std::size_t i = 0; i < r; ++i)
      for (std::size_t j = 0; j < c; ++j) {
        m.at(i, j) = static_cast<std::int16_t>(random.between(-(1 << (bits - 1)), (1 << (bits - 1)) - 1));
        memories.put(Space::activation, address + lane(i, j, e), e, m.at(i, j));
      }
    return m;
  }
  /// Runs the step and compares every valid lane; the lanes beyond must stay unwritten.
  void check(std::uint64_t e, const std::function<std::int64_t(std::size_t, std::size_t)>& expected,
             Space space = Space::activation) {
    memories.execute(command, geometry());
    bool right = true;
    for (std::size_t i = 0; i < r; ++i)
      for (std::size_t j = 0; j < c; ++j) right = right && memories.get(space, kD + lane(i, j, e), e) == expected(i, j);
    CHECK(right);
    if (r < R) CHECK_THROWS_AS(memories.get(space, kD + lane(r, 0, e), 1), MachineFault);
  }

  std::uint32_t r, c;
  Command command;
  test::Memories memories;
  test::RandomSource random;
};

const std::pair<std::uint32_t, std::uint32_t> kShapes[] = {{8, 8}, {8, 13}, {5, 3}, {1, 1}, {7, 40}};

}  // namespace

TEST_CASE("a matmul step gathers panels and writes accumulators", "[program][matmul][golden]") {
  for (const auto& [r, c] : kShapes)
    for (const std::uint32_t k : {1u, 8u, 19u})
      for (const bool a_unsigned : {false, true}) {
        CAPTURE(r, c, k, a_unsigned);
        StepTest t(Opcode::matmul, r, c);
        t.command.depth = k;
        t.command.tile_columns = C;
        t.command.a_unsigned = a_unsigned;
        Matrix<std::int32_t> sums(r, c);
        for (std::size_t x = 0; x < k; ++x) {
          std::vector<std::int64_t> a(r);
          for (std::size_t i = 0; i < r; ++i) {
            a[i] = a_unsigned ? t.random.between(0, 255) : t.random.between(-128, 127);
            t.memories.put(Space::activation, kA + x * R + i, 1, a[i]);
          }
          for (std::size_t j = 0; j < c; ++j) {
            const std::int64_t b = t.random.between(-128, 127);
            t.memories.put(Space::weight, kB + j / C * k * C + x * C + j % C, 1, b);
            for (std::size_t i = 0; i < r; ++i) sums.at(i, j) += static_cast<std::int32_t>(a[i] * b);
          }
        }
        t.check(
            4, [&](std::size_t i, std::size_t j) { return sums.at(i, j); }, Space::accumulator);
      }
}

TEST_CASE("a matmul step sees every byte written since the step before", "[program][matmul]") {
  constexpr std::uint32_t k = 19, columns = 13;
  StepTest t(Opcode::matmul, R, columns);
  t.command.depth = k;
  t.command.tile_columns = C;
  const auto weight = [](std::size_t x, std::size_t j) { return kB + j / C * k * C + x * C + j % C; };
  for (std::size_t x = 0; x < k; ++x) {
    for (std::size_t i = 0; i < R; ++i) t.memories.put(Space::activation, kA + x * R + i, 1, 1);
    for (std::size_t j = 0; j < columns; ++j) t.memories.put(Space::weight, weight(x, j), 1, 1);
  }
  const auto sum = [&](std::size_t i, std::size_t j) {
    return t.memories.get(Space::accumulator, kD + t.lane(i, j, 4), 4);
  };
  for (int round = 0; round < 3; ++round) {
    t.command.a_unsigned = false;
    t.memories.put(Space::activation, kA + 3 * R + 2, 1, 1);
    t.memories.put(Space::weight, weight(7, 5), 1, 1);
    t.memories.execute(t.command, geometry());
    CHECK(sum(2, 5) == k);
    t.memories.put(Space::weight, weight(7, 5), 1, -4);
    t.memories.execute(t.command, geometry());
    CHECK(sum(2, 5) == k - 5);
    t.memories.put(Space::activation, kA + 3 * R + 2, 1, -1);
    t.memories.execute(t.command, geometry());
    CHECK(sum(2, 5) == k - 7);
    CHECK(sum(2, 4) == k - 2);
    t.command.a_unsigned = true;
    t.memories.execute(t.command, geometry());
    CHECK(sum(2, 5) == k - 5 + 254);
  }
  t.memories[Space::weight].poison();
  CHECK_THROWS_AS(t.memories.execute(t.command, geometry()), MachineFault);
}

TEST_CASE("a requantize step takes its scales by column, by row or from the command",
          "[program][requantizer][golden]") {
  for (const auto& [r, c] : kShapes)
    for (const std::uint8_t e : {std::uint8_t{1}, std::uint8_t{2}})
      for (const auto mode : {RequantizeMode::per_column, RequantizeMode::uniform, RequantizeMode::per_row}) {
        CAPTURE(r, c, int(e), name(mode));
        StepTest t(Opcode::requantize, r, c);
        t.command.mode = mode;
        t.command.element_bytes = e;
        const int bits = e == 1 ? 8 : 12;
        t.command.constants = {40000, 24, static_cast<std::uint32_t>(bits)};
        Matrix<std::int32_t> sums(r, c);
        for (std::size_t i = 0; i < r; ++i)
          for (std::size_t j = 0; j < c; ++j) {
            sums.at(i, j) = static_cast<std::int32_t>(t.random.between(-60000, 60000));
            t.memories.put(Space::accumulator, kA + t.lane(i, j, 4), 4, sums.at(i, j));
          }
        const std::size_t entries = mode == RequantizeMode::per_column ? c : mode == RequantizeMode::per_row ? r : 1;
        std::vector<DyadicScale> scales(entries, {40000, 24});
        std::vector<std::int32_t> bias(entries, 0);
        for (std::size_t i = 0; i < entries && mode != RequantizeMode::uniform; ++i) {
          scales[i] = {static_cast<std::uint32_t>(t.random.between(32768, 65535)),
                       static_cast<std::uint8_t>(t.random.between(22, 26))};
          if (mode == RequantizeMode::per_column) {
            bias[i] = static_cast<std::int32_t>(t.random.between(-9999, 9999));
            t.memories.put(Space::parameter, kP + 16 * i, 4, bias[i]);
            t.memories.put(Space::parameter, kP + 16 * i + 4, 4, scales[i].multiplier);
            t.memories.put(Space::parameter, kP + 16 * i + 8, 8, scales[i].shift);
          } else {
            t.memories.put(Space::activation, kP + 8 * i, 4, scales[i].multiplier);
            t.memories.put(Space::activation, kP + 8 * i + 4, 4, scales[i].shift);
          }
        }
        t.check(e, [&](std::size_t i, std::size_t j) {
          const std::size_t which = mode == RequantizeMode::per_column ? j : mode == RequantizeMode::per_row ? i : 0;
          return golden::requantize(Int<32>(sums.at(i, j)), Int<32>(bias[which]), scales[which], bits).value();
        });
      }
}

TEST_CASE("a softmax step writes exponentials and row scales", "[program][softmax][golden]") {
  for (const auto& [r, c] : kShapes)
    for (const std::uint8_t e : {std::uint8_t{1}, std::uint8_t{2}}) {
      CAPTURE(r, c, int(e));
      StepTest t(Opcode::softmax, r, c);
      const int bits = e == 1 ? 8 : 12;
      t.command.element_bytes = e;
      const int align = e == 1 ? 9 : 3;
      t.command.constants = {static_cast<std::uint32_t>(align), 50000, 20, 16};
      const auto scores = t.input(kA, bits, e);
      const auto exp = golden::exp_constants_of(align);
      Matrix<std::uint8_t> expected(r, c);
      std::vector<DyadicScale> scales;
      for (std::size_t i = 0; i < r; ++i)
        scales.push_back(
            golden::row_scale(golden::attention_softmax(scores.row(i), c, exp, expected.row(i)), {50000, 20}, 16));
      t.check(1, [&](std::size_t i, std::size_t j) { return static_cast<std::int8_t>(expected.at(i, j)); });
      for (std::size_t i = 0; i < r; ++i) {
        CHECK(t.memories.get(Space::activation, kP + 8 * i, 4) == scales[i].multiplier);
        CHECK(t.memories.get(Space::activation, kP + 8 * i + 4, 4) == scales[i].shift);
      }
      t.command.opcode = Opcode::softmax_plain;
      t.command.constants = {static_cast<std::uint32_t>(align)};
      for (std::size_t i = 0; i < r; ++i) golden::softmax(scores.row(i), c, exp, expected.row(i));
      t.check(1, [&](std::size_t i, std::size_t j) { return static_cast<std::int8_t>(expected.at(i, j)); });
    }
}

TEST_CASE("a gelu step applies the golden kernel to every lane", "[program][activation][golden]") {
  for (const auto& [r, c] : kShapes)
    for (const std::uint8_t e : {std::uint8_t{1}, std::uint8_t{2}}) {
      StepTest t(Opcode::gelu, r, c);
      const int bits = e == 1 ? 8 : 12;
      const int one_bits = golden::gelu_one_bits(5.0, bits);
      const auto parameters = golden::gelu_parameters(bits, one_bits, 0.04, 16);
      t.command.element_bytes = e;
      t.command.constants = {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(one_bits),
                             parameters.output.multiplier, parameters.output.shift};
      const auto x = t.input(kA, bits, e);
      t.check(1, [&](std::size_t i, std::size_t j) { return golden::gelu(Int<18>(x.at(i, j)), parameters).value(); });
    }
}

TEST_CASE("a layernorm step normalizes rows", "[program][normalization][golden]") {
  for (const auto& [r, c] : kShapes)
    for (const std::uint8_t e : {std::uint8_t{1}, std::uint8_t{2}}) {
      StepTest t(Opcode::layernorm, r, c);
      t.command.element_bytes = e;
      constexpr std::int64_t kE = (std::int64_t{3} << 32) + 77;
      t.command.constants = {18, 77, 3};
      const auto x = t.input(kA, e == 1 ? 8 : 16, e);
      std::vector<std::int32_t> gamma, beta;
      for (std::size_t j = 0; j < c; ++j) {
        beta.push_back(static_cast<std::int32_t>(t.random.between(-1000000, 1000000)));
        gamma.push_back(static_cast<std::int32_t>(t.random.between(-3000, 3000)));
        t.memories.put(Space::parameter, kP + 16 * j, 4, beta[j]);
        t.memories.put(Space::parameter, kP + 16 * j + 4, 4, gamma[j]);
        t.memories.put(Space::parameter, kP + 16 * j + 8, 8, 0);
      }
      Matrix<std::int8_t> expected(r, c);
      for (std::size_t i = 0; i < r; ++i)
        golden::layernorm(x.row(i), gamma, beta, 18, golden::Epsilon(kE), expected.row(i));
      t.check(1, [&](std::size_t i, std::size_t j) { return expected.at(i, j); });
    }
}

TEST_CASE("an add step aligns operands of different widths", "[program][residual_adder][golden]") {
  for (const auto& [r, c] : kShapes)
    for (const int widths : {0x11, 0x12, 0x21, 0x22})
      for (const std::uint8_t e : {std::uint8_t{1}, std::uint8_t{2}}) {
        StepTest t(Opcode::add, r, c);
        const int bits = e == 1 ? 8 : 14;
        t.command.element_bytes = e;
        t.command.element_bytes_b = static_cast<std::uint8_t>(widths);
        t.command.constants = {40000, 17, 50000, 15, static_cast<std::uint32_t>(bits)};
        const auto a = t.input(kA, 8 * (widths & 0xf), static_cast<std::uint64_t>(widths & 0xf));
        const auto b = t.input(kB, 8 * (widths >> 4), static_cast<std::uint64_t>(widths >> 4));
        t.check(e, [&](std::size_t i, std::size_t j) {
          return golden::residual_add(Int<16>(a.at(i, j)), {40000, 17}, Int<16>(b.at(i, j)), {50000, 15}, bits).value();
        });
      }
}

TEST_CASE("a scale read from memory that is out of range faults", "[program][bad]") {
  StepTest t(Opcode::requantize, 1, 1);
  t.command.element_bytes = 1;
  t.command.constants = {0, 0, 8};
  t.memories.put(Space::accumulator, kA, 4, 1);
  t.memories.put(Space::parameter, kP, 8, 0);
  t.memories.put(Space::parameter, kP + 8, 8, 63);
  CHECK_THROWS_WITH(t.memories.execute(t.command, geometry()), "a scale of multiplier 0 and shift 63 is out of range");
}
