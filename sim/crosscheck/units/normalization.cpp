// SPDX-License-Identifier: Apache-2.0
#include "models/units/normalization.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/crosscheck/units/steps.hpp"
#include "sim/crosscheck/units/unit_program.hpp"

// The ends of models/units/normalization.md: rows, sums, variances, both roundings, gamma, beta, shifts.
namespace octet::crosscheck::units {
namespace {

constexpr std::uint32_t kLongest = golden::kLongestNormalizedRow;
constexpr std::int64_t kMostGamma = 65535, kMostBeta = 0x7fffffff;

using Row = std::vector<std::int64_t>;

/// x_hat of each element, and its product before rounding.
struct Normalized {
  std::vector<std::int64_t> x_hat, product;
  int shift = 0;
};

Normalized normalize(const Row& x, std::uint64_t epsilon) {
  const auto n = static_cast<std::int64_t>(x.size());
  std::int64_t sum = 0, squares = 0;
  for (const std::int64_t value : x) {
    sum += value;
    squares += value * value;
  }
  const golden::RowStatistics row =
      golden::row_statistics(x.size(), sum, squares, golden::Epsilon(static_cast<std::int64_t>(epsilon)));
  Normalized out;
  out.shift = row.shift;
  for (const std::int64_t value : x) {
    out.product.push_back((n * value - sum) * row.reciprocal.value());
    out.x_hat.push_back(row.shift == 0 ? 0 : (out.product.back() + (std::int64_t{1} << (row.shift - 1))) >> row.shift);
  }
  return out;
}

class Normalization : public Steps {
 public:
  using Steps::Steps;

  AloneStep& step(const std::vector<Row>& x, std::uint32_t element_bytes, const Row& gamma, const Row& beta,
                  std::uint32_t shift) {
    const auto valid = static_cast<std::uint32_t>(x.size()), columns = static_cast<std::uint32_t>(x[0].size());
    AloneStep& s = add(program::Opcode::layernorm, valid, columns);
    s.command.element_bytes = static_cast<std::uint8_t>(element_bytes);
    s.command.constants[constants::layernorm::shift] = shift;
    s.command.constants[constants::layernorm::epsilon_low] = static_cast<std::uint32_t>(epsilon_);
    s.command.constants[constants::layernorm::epsilon_high] = static_cast<std::uint32_t>(epsilon_ >> 32);
    for (std::uint32_t c = 0; c < columns; ++c) {
      put32(s.p, static_cast<std::uint32_t>(std::clamp(beta[c % beta.size()], -kMostBeta - 1, kMostBeta)));
      put32(s.p, static_cast<std::uint32_t>(std::clamp(gamma[c % gamma.size()], -kMostGamma - 1, kMostGamma)));
      put32(s.p, 0);
      put32(s.p, 0);
    }
    s.a = panel(valid, columns, element_bytes, [&](auto r, auto c) { return x[r][c]; });
    return s;
  }

  /// Of the steps that follow: nothing, or of any size up to all of its bits.
  void any_epsilon() { epsilon_ = random.once_in(3) ? 0 : random.next() >> 10 >> random.pick(0, 53); }

  Row row(std::uint32_t n, std::uint32_t bits, std::uint32_t kind) {
    const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
    const auto any = [&] { return random.between(-top - 1, top); };
    Row x(n, any());
    const std::uint32_t share = random.pick(0, n), size = random.pick(0, bits - 1);
    if (kind == 1) x[random.pick(0, n - 1)] = any();
    for (std::uint32_t i = 0; i < n; ++i) {
      if (kind == 2) x[i] = i < share ? -top - 1 : top;
      if (kind == 3) x[i] = any();
      if (kind >= 4) x[i] = std::clamp(x[0] / 2 + (any() >> size), -top - 1, top);
    }
    return x;
  }

  /// gamma from small to all of its 17 bits, beta from none to all of its 32.
  void any_parameters(std::uint32_t n, Row& gamma, Row& beta) {
    gamma.clear();
    beta.clear();
    for (std::uint32_t i = 0; i < n; ++i) {
      gamma.push_back(random.between(-kMostGamma - 1, kMostGamma) >> random.pick(0, 9));
      beta.push_back(random.between(-kMostBeta - 1, kMostBeta) >> random.pick(0, 31));
    }
  }

  void lengths() {
    begin("rows of 1 to 4096 columns, sums and variances at the ends of their widths");
    const std::array<std::uint32_t, 24> some{1,  2,   3,   4,   5,   7,   8,   15,  16,   17,   31,   33,
                                             64, 127, 129, 255, 256, 257, 512, 513, 1022, 1023, 1024, 1025};
    for (const std::uint32_t n : some) long_row(n, rows());
    for (const std::uint32_t n : {2047U, 2048U, 2049U, 3000U, 4095U, 4096U, 4096U}) long_row(n, 1);
    // Both ends of S1, the largest S2, the largest variance, one-hot rows, one step apart.
    for (const std::uint32_t n : {kLongest, kLongest - 1, 1024U}) {
      Row halves(n, -32768), high(n, 32767), low(n, -32768), hot(n, -32768), step_apart(n, 32766);
      std::fill(halves.begin(), halves.begin() + n / 2, 32767);
      hot[n / 2] = 32767;
      step_apart[n / 3] = 32767;
      for (const Row& x : {halves, low, high, hot, step_apart})
        step({x}, 2, {700, -kMostGamma - 1, kMostGamma, -900}, {0, 100'000, -kMostBeta - 1, kMostBeta},
             16 + n % 2 * 12);
    }
  }

  void long_row(std::uint32_t n, std::uint32_t valid) {
    Row gamma, beta;
    any_parameters(n, gamma, beta);
    for (std::int64_t& x : beta) x >>= 6;
    std::vector<Row> x;
    for (std::uint32_t r = 0; r < valid; ++r) x.push_back(row(n, 16, valid == 1 ? 2 + n % 2 : 2 + r % 3));
    step(x, 2, gamma, beta, random.pick(14, 20));
  }

  void variances() {
    begin("variances of every size");
    for (std::uint32_t k = 0; k <= 16; ++k) {
      std::vector<Row> x;
      for (std::uint32_t r = 0; r < rows(); ++r) {
        const std::int64_t apart = std::clamp<std::int64_t>((std::int64_t{1} << k) + r % 4 - 1, 0, 65535);
        const std::int64_t low = random.between(-32768, 32767 - apart);
        x.push_back({low, low + apart});
      }
      // Nothing but the last bits of x_hat, which are about +-4096.
      step(x, 2, {1}, {4096, -4096}, 0);
      for (Row& one : x) one.push_back(one[k % 2]);
      step(x, 2, {1}, {2896, -2896, 2896}, 5);
    }
  }

  void last_bits() {
    begin("the last bit of x_hat, and exact halves of it");
    // Of one high element among n, x_hat is 4096 q with q^2 = n - 1.
    for (int i = 0; i < 90; ++i) {
      const std::int64_t root = i % 18 + 1, n = i % 54 < 45 ? root * root + 1 : root + 2;
      const double q = std::sqrt(static_cast<double>(n - 1));
      const std::uint32_t high = random.pick(0, static_cast<std::uint64_t>(n) - 1);
      std::vector<Row> x;
      for (std::uint32_t r = 0; r < std::min(rows(), 4U); ++r) {
        const std::int64_t height = random.between(1, 65535 >> random.pick(0, 15)),
                           low = random.between(-32768, 32767 - height);
        x.emplace_back(static_cast<std::size_t>(n), low)[high] = low + height;
      }
      Row beta;
      for (std::uint32_t c = 0; c < n; ++c) beta.push_back(std::llround(c == high ? -4096 * q : 4096 / q));
      step(x, 2, {1}, beta, 0);
    }
    // Elements whose product lies exactly between two x_hat: of small variances, for then few bits are dropped.
    constexpr int kTries = 40'000, kWanted = 60;
    for (int i = 0, found = 0; i < kTries && found < kWanted; ++i) {
      Row x(random.pick(2, 12));
      const std::int64_t size = random.between(1, 8);
      for (std::int64_t& value : x) value = random.between(-size, size);
      const Normalized it = normalize(x, epsilon_);
      const std::int64_t one = std::int64_t{1} << it.shift;
      const auto is_half = [&](std::int64_t product) { return it.shift > 0 && (product & (one - 1)) == one / 2; };
      if (std::none_of(it.product.begin(), it.product.end(), is_half)) continue;
      Row beta;
      for (const std::int64_t x_hat : it.x_hat) beta.push_back(-x_hat);
      step({x}, 2, {1}, beta, 0);
      ++found;
    }
  }

  void halves() {
    begin("exact halves of every shift of the result, and one more and less; saturation from both sides");
    constexpr std::uint32_t kMostHalved = 35;
    for (std::uint32_t shift = 1; shift <= kMostHalved; ++shift) {
      const std::int64_t most =
          std::min<std::int64_t>(131, ((std::int64_t{1} << 34) / (std::int64_t{1} << (shift - 1)) - 1) / 2);
      for (int round = 0; round < 3; ++round) {
        // Large sums need one high element among many.
        const std::uint32_t n = shift > 30 ? kLongest : random.pick(2, 40);
        if (shift > 30 && round > 0) break;
        Row x = row(n, 16, shift > 30 ? 0 : 4);
        if (shift > 30 || round == 0) x[n / 3] = x[0] > 0 ? -32768 : 32767;
        const Normalized it = normalize(x, epsilon_);
        Row gamma, beta;
        for (std::uint32_t c = 0; c < n; ++c) {
          const std::int64_t sum =
              (2 * random.between(-most - 1, most) + 1) * (std::int64_t{1} << (shift - 1)) + c % 3 - 1;
          const std::int64_t nearest = it.x_hat[c] == 0 ? 0 : sum / it.x_hat[c];
          gamma.push_back(std::clamp(nearest + random.between(-99, 99), -kMostGamma - 1, kMostGamma));
          const std::int64_t rest = sum - it.x_hat[c] * gamma[c];
          beta.push_back(rest == static_cast<std::int32_t>(rest) ? rest : 0);
        }
        step(std::vector<Row>(shift > 30 ? 1 : std::min(rows(), 2U), x), 2, gamma, beta, shift);
      }
    }
    // Without x_hat, sums are beta: shift 0, the shifts from which nothing is left, the largest.
    for (std::uint32_t shift = 0; shift <= kMostShift; shift += shift < 3 || shift > 29 ? 1 : 5) {
      const std::int64_t half = shift == 0 ? 1 : std::int64_t{1} << std::min(shift - 1, 30U);
      step({Row(8, 5), row(8, 16, 3)}, 2, {kMostGamma, -kMostGamma - 1},
           {-half, half, half - 1, -half - 1, kMostBeta, -kMostBeta - 1, 3, -100}, shift);
      step({Row{0, 0, 0, 32767}, row(4, 16, 1)}, 2, {1, 2, 3, 0}, {-6, 2365, 7096, shift == 0 ? 100 : 3 * half}, shift);
    }
    // The largest sums of either sign: a shift of 35 is the last that leaves something of them.
    for (const std::uint32_t shift : {35U, 36U, 37U, 38U, kMostShift}) {
      Row hot(kLongest, -32768);
      hot[kLongest / 2] = 32767;
      step({hot}, 2, {kMostGamma}, {kMostBeta}, shift);
      step({hot}, 2, {-kMostGamma - 1}, {-kMostBeta - 1}, shift);
    }
  }

  void any() {
    begin("any shapes, parameters and rows");
    Row gamma, beta;
    for (int i = 0; i < 250; ++i) {
      const std::uint32_t n = i < 30 ? 1 + static_cast<std::uint32_t>(i) / 3 : random.pick(1, 90),
                          bytes = random.pick(1, 2), bits = bytes == 1 ? 8 : random.pick(9, 16);
      std::vector<Row> x(any_rows());
      for (Row& one : x) one = row(n, bits, random.pick(0, 6));
      any_parameters(n, gamma, beta);
      any_epsilon();
      const std::uint32_t kind = random.pick(0, 9);
      step(x, bytes, gamma, beta, kind == 0 ? 0 : kind == 9 ? random.pick(30, kMostShift) : random.pick(12, 24));
    }
    epsilon_ = 0;
  }

  void epsilons() {
    begin("variance and epsilon on both sides of every power of two, up to the largest of both");
    constexpr std::uint64_t kMost = golden::Epsilon::kMax;
    for (std::uint32_t k = 1; k <= golden::kEpsilonBits + 1; ++k) {
      for (std::uint64_t more = 0; more < 3; ++more) {
        // A row of small variance, so that the sum is 2^k, one less or one more; of 2^54 and 2^55 it has a half or all.
        const bool is_beyond = k >= golden::kEpsilonBits;
        const std::uint64_t sum = (std::uint64_t{1} << k) + more - 1, own = k == 1 ? 1 : 4;
        epsilon_ = is_beyond ? kMost - more : sum - std::min(sum, own);
        Row x = is_beyond ? Row(kLongest, 32767) : Row{0, own == 1 ? 1 : 2};
        if (is_beyond) std::fill(x.begin(), x.begin() + (k == golden::kEpsilonBits ? 9 : kLongest / 2), -32768);
        const Normalized it = normalize(x, epsilon_);
        Row beta;
        for (const std::int64_t x_hat : it.x_hat) beta.push_back(-x_hat);
        step(std::vector<Row>(is_beyond ? 1 : 2, x), 2, {1}, beta, 0);
      }
    }
    // A constant row is zero whatever epsilon is.
    for (const std::uint64_t epsilon : {std::uint64_t{0}, std::uint64_t{1}, kMost}) {
      epsilon_ = epsilon;
      step({Row(5, -7), Row(5, 32767)}, 2, {kMostGamma}, {3, -90}, 0);
    }
    epsilon_ = 0;
  }

  void resets() {
    begin("a reset in every phase of a step");
    Normalization one(a, random.next());
    one.begin("");
    std::vector<Row> x;
    for (std::uint32_t r = 0; r < rows(); ++r) x.push_back(one.row(12, 16, 3));
    const std::uint32_t groups = (rows() + a.lanes.normalization - 1) / a.lanes.normalization;
    for (std::uint64_t cycles = 1; cycles < std::min(groups, 2U) * 72 - 2; cycles += 3) {
      AloneStep s = one.step(x, 2, {500}, {9}, 12);
      s.cut = {12, 1, cycles, 0, false};
      add(s);
      Row gamma, beta;
      any_parameters(5, gamma, beta);
      if (cycles % 10 == 0) step({row(5, 16, 3)}, 2, gamma, beta, 20);
    }
  }

 private:
  std::uint64_t epsilon_ = 0;  ///< of the next steps
};

}  // namespace

std::vector<Aim> normalization(const arch::Architecture& architecture, std::uint64_t seed) {
  Normalization all(architecture, seed);
  all.halves();
  all.any();
  all.last_bits();
  all.variances();
  all.epsilons();
  all.lengths();
  all.resets();
  return all.take();
}

void draw_normalization(UnitProgram& draft) {
  Random& random = draft.random;
  program::Command c = draft.nest(program::Opcode::layernorm, program::Context::normalization, 24);
  c.element_bytes = static_cast<std::uint8_t>(random.pick(1, 2));
  const std::uint64_t entries = std::uint64_t{16} * c.columns;
  if (!draft.activation_fits(c, draft.panel(c, c.element_bytes) + draft.panel(c, 1)) ||
      !draft.parameter.fits(entries, 16))
    return;
  c.constants[program::constants::layernorm::shift] = draft.shift(18);
  // E from nothing to all of its bits.
  const std::uint64_t epsilon = random.once_in(3) ? 0 : random.next() >> 10 >> random.pick(0, 53);
  c.constants[constants::layernorm::epsilon_low] = static_cast<std::uint32_t>(epsilon);
  c.constants[constants::layernorm::epsilon_high] = static_cast<std::uint32_t>(epsilon >> 32);
  c.a = draft.input(c, c.element_bytes, draft.width(c.element_bytes));
  c.d = draft.result(c, draft.panel(c, 1));
  c.p = {draft.parameter.take(entries, 16), 0, program::Ring::none, 0, 0};
  const bool is_wide = random.once_in(3);
  for (std::uint64_t column = 0; column < c.columns; ++column) {
    const std::int64_t beta = is_wide ? 0x7fffffff : 1 << 24, gamma = is_wide ? 65535 : 9000;
    draft.parameter.put32(c.p.base + 16 * column, static_cast<std::uint32_t>(random.between(-beta, beta)));
    draft.parameter.put32(c.p.base + 16 * column + 4, static_cast<std::uint32_t>(random.between(-gamma, gamma)));
  }
  draft.add(c);
}

}  // namespace octet::crosscheck::units
