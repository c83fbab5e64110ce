// SPDX-License-Identifier: Apache-2.0
#include "models/units/normalization.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "hw/units/normalization.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/unit_bench.hpp"
#include "tests/units/half_way_sums.hpp"

using octet::test::RandomSource;
using octet::test::UnitBench;

namespace {

using Row = std::vector<std::int16_t>;

struct StepParameters {
  std::vector<std::int32_t> gamma, beta;
  int shift = 0;
  std::uint64_t epsilon = 0;
};

/// gamma from small to all of its 17 bits, beta from none to all of its 32, E from none to all of its 54.
StepParameters random_parameters(RandomSource& random, std::size_t n) {
  StepParameters p{std::vector<std::int32_t>(n), std::vector<std::int32_t>(n), static_cast<int>(random.between(0, 9))};
  if (p.shift != 0)
    p.shift = p.shift == 9 ? static_cast<int>(random.between(30, 62)) : static_cast<int>(random.between(12, 24));
  for (std::int32_t& gamma : p.gamma)
    gamma = static_cast<std::int32_t>(random.between(-65536, 65535)) >> random.between(0, 8);
  for (std::int32_t& beta : p.beta) beta = static_cast<std::int32_t>(random.bits()) >> random.between(0, 31);
  if (random.between(0, 2) != 0) p.epsilon = random.bits() >> random.between(10, 63);
  return p;
}

/// Rows of what an activation stream holds and of what it should not: by `kind` Gaussian of some deviation, one-hot,
/// both extremes in any share, constant.
Row random_row(RandomSource& random, std::size_t n, int bits, int kind) {
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  const auto any = [&] { return static_cast<std::int16_t>(random.between(-top - 1, top)); };
  Row x(n, any());
  const auto share = random.between(0, static_cast<std::int64_t>(n));
  switch (kind) {
    case 0:
      break;
    case 1:
      x[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(n) - 1))] = any();
      break;
    case 2:
      for (std::size_t i = 0; i < n; ++i)
        x[i] = static_cast<std::int16_t>(static_cast<std::int64_t>(i) < share ? -top - 1 : top);
      break;
    case 3:
      for (std::int16_t& value : x) value = any();
      break;
    default: {
      const double mean = static_cast<double>(any()) / 4,
                   deviation = std::ldexp(1.0, static_cast<int>(random.between(-1, bits)));
      for (std::int16_t& value : x)
        value = static_cast<std::int16_t>(std::clamp(std::round(mean + deviation * random.gaussian()),
                                                     -static_cast<double>(top) - 1, static_cast<double>(top)));
    }
  }
  return x;
}

/// The gates of one size; a step a call, compared with the golden kernel and the SystemC body's formula.
class Gates {
 public:
  Gates(const std::string& model, std::size_t rows, std::uint32_t lanes)
      : rows_(rows),
        lanes_(lanes),
        bench_(model, 1 << 18, {{"a_address_o", "a_data_i", 2 * lanes}, {"p_address_o", "p_data_i", 16}},
               {{"d_strobe_o", "d_address_o", "d_data_o", lanes, 1}}) {}
  /// `x`: the valid rows, at most R.
  void run(const std::vector<Row>& x, std::size_t element_bytes, const StepParameters& p) {
    const std::size_t n = x[0].size();
    // Noise from time to time: nothing but the step's own bytes may matter.
    if (elements_ != n) bench_.fill_with_noise();
    elements_ = n;
    for (std::size_t column = 0; column < n; ++column) {
      bench_.put(kP + 16 * column, p.beta[column], 4);
      bench_.put(kP + 16 * column + 4, p.gamma[column], 4);
      for (std::size_t row = 0; row < x.size(); ++row)
        bench_.put(kA + (column * rows_ + row) * element_bytes, x[row][column], element_bytes);
    }
    CAPTURE(x.size(), n, element_bytes, p.shift, p.epsilon);
    const std::uint64_t cycles = bench_.run(fields_of(x.size(), n, element_bytes, p.shift, p.epsilon));
    REQUIRE(cycles == octet::machine::body_cycles(octet::machine::Opcode::layernorm, x.size(), n, lanes_));
    for (std::size_t row = 0; row < x.size(); ++row) {
      std::vector<std::int8_t> want(n), got(n);
      octet::golden::layernorm(x[row], p.gamma, p.beta, p.shift,
                               octet::golden::Epsilon(static_cast<std::int64_t>(p.epsilon)), want);
      for (std::size_t column = 0; column < n; ++column) {
        const int byte = bench_.written[kD + column * rows_ + row];
        if (byte == UnitBench::kNothing) FAIL("row " << row << ", column " << column << " is not written");
        got[column] = static_cast<std::int8_t>(byte);
        if (got[column] != 127 && got[column] != -128) ++unsaturated;
      }
      CAPTURE(row);
      if (got != want) REQUIRE(got == want);
    }
    // Padding lanes are not written.
    REQUIRE(bench_.bytes_written() == x.size() * n);
  }
  void idle(std::int64_t cycles) { bench_.idle(cycles); }
  /// The first cycles of a longer step of noise, then a reset.
  void run_for(int cycles, std::size_t rows, std::size_t n) {
    bench_.run_for(cycles, fields_of(rows, n, 2, 20, 12345));
  }
  std::uint64_t unsaturated = 0;

 private:
  static constexpr std::size_t kA = 35, kP = (1 << 17) + 48, kD = 11;
  static std::vector<UnitBench::Field> fields_of(std::size_t rows, std::size_t n, std::size_t element_bytes, int shift,
                                                 std::uint64_t epsilon) {
    return {{"rows_i", 16, rows},
            {"columns_i", 32, n},
            {"element_bytes_i", 2, element_bytes},
            {"shift_i", 6, static_cast<std::uint64_t>(shift)},
            {"epsilon_i", 54, epsilon},
            {"a_address_i", 32, kA, true},
            {"p_address_i", 32, kP, true},
            {"d_address_i", 32, kD, true}};
  }
  std::size_t rows_, elements_ = 0;
  std::uint32_t lanes_;
  UnitBench bench_;
};

}  // namespace

TEST_CASE("normalization gates agree on rows of every width up to 160 and of selected ones up to 4096",
          "[normalization][rtl]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  std::vector<std::size_t> widths{191,  192,  193,  255,  256,  257,  511,  512, 768,
                                  1000, 1023, 1024, 2047, 2048, 3000, 4095, 4096};
  for (std::size_t n = 1; n <= 160; ++n) widths.push_back(n);
  std::uint64_t elements = 0;
  for (const std::size_t n : widths) {
    std::vector<Row> x;
    for (const int kind : {2, 3, 4, 4}) x.push_back(random_row(random, n, 16, kind));
    gates.run(x, 2, random_parameters(random, n));
    elements += 4 * n;
  }
  // Results say something: many are not clamped.
  CHECK(gates.unsaturated > elements / 3);
}

TEST_CASE("normalization gates agree on zero variance, one-hot rows and extremes", "[normalization][rtl]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  for (const std::size_t n : {1, 2, 3, 64, 4095, 4096}) {
    const auto one_hot = [&](std::int16_t low, std::int16_t high) {
      Row x(n, low);
      x[n / 2] = high;
      return x;
    };
    Row halves(n, -32768);
    std::fill(halves.begin(), halves.begin() + static_cast<std::ptrdiff_t>(n / 2), std::int16_t{32767});
    const std::vector<std::vector<Row>> steps{
        {Row(n, -32768), Row(n, 32767), Row(n, 0), Row(n, -1)},
        {one_hot(-32768, 32767), one_hot(32767, -32768), one_hot(0, 1), one_hot(32766, 32767)},
        {halves, one_hot(-1, 0), one_hot(0, -32768), one_hot(127, -128)}};
    for (const std::vector<Row>& x : steps)
      for (const std::int32_t gamma : {-65536, 1, 65535})
        for (const std::int32_t beta : {-2147483647 - 1, 0, 2147483647})
          for (const int shift : {0, 28}) {
            if (n > 100 && (beta != 0) != (shift == 0)) continue;  // half of them where a step takes 8 000 cycles
            // E of none and of all its bits; and gamma so that what is left of x_hat beside it is seen.
            for (const std::uint64_t epsilon : {std::uint64_t{0}, (std::uint64_t{1} << 54) - 1})
              gates.run(x, 2,
                        {std::vector<std::int32_t>(n, gamma), std::vector<std::int32_t>(n, beta), shift, epsilon});
          }
  }
}

TEST_CASE("normalization gates agree to the last bit of x_hat", "[normalization][rtl]") {
  // Rows of one high element among n: its x_hat is 4096 q, q^2 = n - 1. Where q is an integer V = (q height)^2, so that
  // one less in V' is one less in D; the other n are for odd x_hat of the smallest V. gamma 1, no shift, and in beta
  // the x_hat itself: y is what is left of it, near 0.
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  for (int step = 0; step < 216; ++step) {
    const std::int64_t root = step % 18 + 1, n = step % 108 < 90 ? root * root + 1 : root + 2;
    const double q = std::sqrt(static_cast<double>(n - 1));
    const auto high = static_cast<std::size_t>(random.between(0, n - 1));
    std::vector<Row> x;
    for (int row = 0; row < 4; ++row) {
      const std::int64_t least = root == n - 2 ? 14 : 0,
                         height =
                             random.between(1, std::int64_t{65535} >> (step < 108 ? random.between(least, 15) : least)),
                         low = random.between(-32768, 32767 - height);
      x.emplace_back(static_cast<std::size_t>(n), static_cast<std::int16_t>(low))[high] =
          static_cast<std::int16_t>(low + height);
    }
    StepParameters p{std::vector<std::int32_t>(x[0].size(), 1), std::vector<std::int32_t>(x[0].size()), 0};
    for (std::size_t i = 0; i < p.beta.size(); ++i)
      p.beta[i] = static_cast<std::int32_t>(std::lround(i == high ? -4096 * q : 4096 / q));
    const std::uint64_t before = gates.unsaturated;
    gates.run(x, 2, p);
    CHECK(gates.unsaturated == before + 4 * p.beta.size());  // else nothing is seen of the low bits
  }
}

TEST_CASE("normalization gates agree where V + E is on both sides of every power of two, and largest",
          "[normalization][rtl]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  const auto bits = [](const Row& x) {
    std::uint64_t sum = 0, squares = 0;  // modulo 2^64
    for (const std::int64_t value : x)
      sum += static_cast<std::uint64_t>(value), squares += static_cast<std::uint64_t>(value * value);
    return x.size() * squares - sum * sum;
  };
  for (int power = 0; power <= 55; ++power) {
    for (int offset = -1; offset <= 1; ++offset) {
      const std::size_t n = power == 55 ? 4096 : static_cast<std::size_t>(random.between(2, 40));
      Row x = random_row(random, n, power == 55 ? 16 : std::clamp(power / 3, 2, 16), power == 55 ? 0 : 4);
      if (power == 55) std::fill(x.begin(), x.begin() + 2048, x[0] > 0 ? std::int16_t{-32768} : std::int16_t{32767});
      const std::uint64_t whole = (std::uint64_t{1} << power) + static_cast<std::uint64_t>(offset);
      if (whole < bits(x)) std::fill(x.begin(), x.end(), std::int16_t{5});
      StepParameters p = random_parameters(random, n);
      p.shift = static_cast<int>(random.between(12, 24));
      // V + E ends some 2^39 below 2^55.
      p.epsilon = std::min(whole - bits(x), (std::uint64_t{1} << 54) - 1);
      gates.run({x}, 2, p);
    }
  }
}

TEST_CASE("normalization gates see every bit of E beside a variance of its size", "[normalization][rtl]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  for (int bit = 0; bit < 54; ++bit)
    for (int repeat = 0; repeat < 2; ++repeat) {
      // Two values in halves, `height` apart: V = (n / 2 * height)^2, about 2^bit.
      const std::size_t n = bit < 32 ? 2 : bit < 44 ? 128 : 4096;
      const double wanted = std::ldexp(1.0, bit / 2) / static_cast<double>(n / 2);
      const auto height = static_cast<std::int16_t>(std::clamp(wanted, 1.0, 32767.0));
      Row x(n, 0);
      std::fill(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n / 2), height);
      StepParameters p{std::vector<std::int32_t>(n, 60), std::vector<std::int32_t>(n, 0), 11};  // y: 120 x_hat
      p.epsilon = std::uint64_t{1} << bit;
      if (repeat == 1 && bit > 0) p.epsilon |= random.bits() >> (64 - bit);
      gates.run({x}, 2, p);
    }
}

TEST_CASE("normalization gates tell a half from one more and less at every shift whose half a sum can reach",
          "[normalization][rtl][long]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  for (int shift = 1; shift <= octet::test::kLargestHalvedShift; ++shift) {
    CAPTURE(shift);
    octet::test::HalfWaySums sums(random, shift);
    for (int step = 0; step < 8; ++step) {
      // Large sums need one high element among many.
      const std::size_t n = shift > 30 ? 4096 : static_cast<std::size_t>(random.between(2, 60));
      Row x = random_row(random, n, 16, shift > 30 ? 0 : 4);
      if (shift > 30 || step == 0) x[n / 3] = static_cast<std::int16_t>(x[0] > 0 ? -32768 : 32767);
      std::int64_t sum = 0, squares = 0;
      for (const std::int64_t value : x) sum += value, squares += value * value;
      const octet::golden::RowStatistics row = octet::golden::row_statistics(
          n, sum, squares, octet::golden::Epsilon(static_cast<std::int64_t>(step % 4 < 2 ? 0 : 99)));
      StepParameters p{std::vector<std::int32_t>(n), std::vector<std::int32_t>(n), shift,
                       step % 4 < 2 ? std::uint64_t{0} : 99};
      for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t scaled = (static_cast<std::int64_t>(n) * x[i] - sum) * row.reciprocal.value();
        const std::int64_t x_hat = (scaled + (std::int64_t{1} << (row.shift - 1))) >> row.shift;
        std::tie(p.gamma[i], p.beta[i]) = sums.parameters(x_hat);
      }
      gates.run({x}, 2, p);
      if (shift > 30 && sums.all_met()) break;
    }
    CHECK(sums.all_met());
  }
}

namespace {

void run_random_steps(const std::string& model, std::size_t rows, std::uint32_t lanes) {
  RandomSource random;
  CAPTURE(octet::test::seed(), model);
  Gates gates(model, rows, lanes);
  for (int step = 0; step < 150; ++step) {
    CAPTURE(step);
    const auto n = static_cast<std::size_t>(step < 30 ? 1 + step / 3 : random.between(1, 90));
    const auto bytes = static_cast<std::size_t>(random.between(1, 2));
    const int bits = bytes == 1 ? 8 : static_cast<int>(random.between(9, 16));
    std::vector<Row> x(static_cast<std::size_t>(random.between(1, static_cast<std::int64_t>(rows))));
    for (Row& row : x) row = random_row(random, n, bits, static_cast<int>(random.between(0, 5)));
    gates.idle(random.between(0, 9));
    gates.run(x, bytes, random_parameters(random, n));
  }
}

}  // namespace

TEST_CASE("normalization gates take groups * (2 c + 48) + 12 cycles and write valid rows only",
          "[normalization][rtl][steps]") {
  run_random_steps("normalization_4x3", 4, 3);
}

TEST_CASE("normalization gates of other sizes take groups * (2 c + 48) + 12 cycles and write valid rows only",
          "[normalization][rtl][steps][sizes]") {
  run_random_steps("normalization_4x4", 4, 4);
  run_random_steps("normalization_8x3", 8, 3);
  run_random_steps("normalization_12x1", 12, 1);
}

TEST_CASE("normalization gates forget every phase of a step at reset", "[normalization][rtl][steps]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  for (int cycles = 1; cycles < 140; ++cycles) {
    CAPTURE(cycles);
    gates.run_for(cycles, 4, 12);
    if (cycles % 10 == 0) gates.run({random_row(random, 5, 16, 3)}, 2, random_parameters(random, 5));
  }
}

TEST_CASE("normalization gates rest after a step, for longer than another group would take",
          "[normalization][rtl][steps]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Gates gates("normalization_4x3", 4, 3);
  for (std::size_t rows = 1; rows <= 4; ++rows)
    for (const std::size_t n : {1, 2, 9}) {
      CAPTURE(rows, n);
      std::vector<Row> x(rows);
      for (Row& row : x) row = random_row(random, n, 16, 3);
      gates.run(x, 2, random_parameters(random, n));
      gates.idle(300);
    }
}
