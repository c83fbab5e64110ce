// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "sim/crosscheck/units/steps.hpp"
#include "sim/crosscheck/units/unit_program.hpp"

// The ends of models/units/requantizer.md: sums, multipliers, shifts, widths, modes.
namespace octet::crosscheck::units {
namespace {

using program::RequantizeMode;

constexpr std::uint32_t kSumBits = 32;

struct Scale {
  std::uint32_t multiplier = 0, shift = 0;
};

/// A sum for each element and the scales of a step.
class Requantizer : public Steps {
 public:
  using Steps::Steps;

  /// Widths of results in turn: 8 in one byte, 8 to 16 in two.
  void widths(AloneStep& s) {
    const std::uint32_t turn = turn_++ % 10;
    s.command.element_bytes = turn == 9 ? 1 : 2;
    s.command.constants[constants::requantize::output_bits] = turn == 9 ? 8 : 8 + turn;
  }

  /// One scale a column; each sum is split at random into accumulator and bias.
  AloneStep& per_column(std::uint32_t step_rows, const std::vector<Scale>& scales, const At& sum) {
    const auto columns = static_cast<std::uint32_t>(scales.size());
    AloneStep& s = add(program::Opcode::requantize, step_rows, columns);
    widths(s);
    s.command.mode = RequantizeMode::per_column;
    std::vector<std::int64_t> bias(columns);
    for (std::uint32_t c = 0; c < columns; ++c) {
      // As large as the sums of the column allow.
      std::int64_t low = -(std::int64_t{1} << 31), high = (std::int64_t{1} << 31) - 1;
      for (std::uint32_t r = 0; r < step_rows; ++r) {
        low = std::max(low, sum(r, c) - std::numeric_limits<std::int32_t>::max());
        high = std::min(high, sum(r, c) - std::numeric_limits<std::int32_t>::min());
      }
      bias[c] = low > high ? 0 : random.between(low, high);
      put32(s.p, static_cast<std::uint32_t>(bias[c]));
      put32(s.p, scales[c].multiplier);
      put32(s.p, scales[c].shift);
      put32(s.p, 0);
    }
    s.a = panel(step_rows, columns, 4, [&](auto r, auto c) { return limit(sum(r, c) - bias[c], kSumBits); });
    return s;
  }
  AloneStep& uniform(std::uint32_t step_rows, std::uint32_t columns, Scale scale, const At& sum) {
    AloneStep& s = add(program::Opcode::requantize, step_rows, columns);
    widths(s);
    s.command.mode = RequantizeMode::uniform;
    s.command.constants[constants::requantize::multiplier] = scale.multiplier;
    s.command.constants[constants::requantize::shift] = scale.shift;
    s.a = panel(step_rows, columns, 4, sum);
    return s;
  }
  AloneStep& per_row(std::uint32_t columns, const std::vector<Scale>& scales, const At& sum) {
    AloneStep& s = add(program::Opcode::requantize, rows(), columns);
    widths(s);
    s.command.mode = RequantizeMode::per_row;
    for (const Scale& scale : scales) {
      put32(s.p, scale.multiplier);
      put32(s.p, scale.shift);
    }
    s.a = panel(rows(), columns, 4, sum);
    return s;
  }

  /// The sums around a half, one below, at it and above; another half in the fourth row.
  std::int64_t around(std::int64_t at, std::uint32_t row) { return limit(at + row % 4 - 1, kSumBits); }

  void halves() {
    begin("exact halves of every shift, and one more and less");
    for (int round = 0; round < 16; ++round) {
      std::vector<Scale> scales;
      std::vector<std::int64_t> at;
      for (std::uint32_t shift = 0; shift <= kMostShift; ++shift) {
        const Half h = half(random, shift, kSumBits, widest()).value_or(Half{random.between(-9, 9), random.pick(0, 3)});
        scales.push_back({h.multiplier, shift});
        at.push_back(h.value);
      }
      per_column(rows(), scales, [&](auto r, auto c) { return around(at[c], r); });
    }
    for (std::uint32_t shift = 0; shift <= kMostShift; ++shift) {
      const Half h = half(random, shift, kSumBits, widest()).value_or(Half{-7, 1});
      uniform(rows(), 2, {h.multiplier, shift}, [&](auto r, auto c) { return around(c == 0 ? h.value : -h.value, r); });
      std::vector<Scale> scales;
      std::vector<std::int64_t> at;
      for (std::uint32_t r = 0; r < rows(); ++r) {
        const std::uint32_t own = (shift + r * 16) % (kMostShift + 1);
        const Half row = half(random, own, kSumBits, widest()).value_or(Half{5, 2});
        scales.push_back({row.multiplier, own});
        at.push_back(row.value);
      }
      per_row(4, scales, [&](auto r, auto c) { return around(at[r], c); });
    }
  }

  void nearest() {
    begin("both sides of a rounding with multipliers of every width, saturation from both sides");
    for (int round = 0; round < 40; ++round) {
      std::vector<Scale> scales;
      std::vector<std::int64_t> at;
      const std::int64_t top = (std::int64_t{1} << (7 + round % 10 % 9)) - 1;
      for (std::uint32_t bits = 1; bits <= widest(); ++bits) {
        const Scale scale{multiplier(bits), random.pick(bits > 15 ? bits - 15 : 0, std::min(kMostShift, bits + 16))};
        const std::array<std::int64_t, 8> results{
            top - 1, top, -top - 2, -top - 1, -1, 0, random.between(-top, top), random.between(-top, top)};
        scales.push_back(scale);
        at.push_back(boundary(results[random.pick(0, results.size() - 1)], scale.multiplier, scale.shift));
      }
      per_column(rows(), scales, [&](auto r, auto c) { return around(at[c] - (r / 4 % 2), r); });
    }
  }

  void corners() {
    begin("corners of sums, multipliers and shifts");
    constexpr std::array<std::int64_t, 8> kSums{-2147483648LL, -2147483647LL, -1, 0, 1, 2147483646, 2147483647, -255};
    const std::array<std::uint32_t, 7> multipliers{
        0, 1, 2, cut(0x40000000), cut(0x40000001), cut(0x7FFFFFFE), cut(0x7FFFFFFF)};
    for (std::uint32_t first = 0; first < kSums.size(); first += std::min<std::uint32_t>(rows(), 8)) {
      for (int again = 0; again < 2; ++again) {
        std::vector<Scale> scales;
        for (std::uint32_t shift = 0; shift <= kMostShift; ++shift)
          for (const std::uint32_t m : multipliers) scales.push_back({m, shift});
        per_column(rows(), scales, [&](auto r, auto) { return kSums[(first + r) % kSums.size()]; });
      }
    }
  }

  void any() {
    begin("any shapes, modes and sums");
    for (int step = 0; step < 400; ++step) {
      const std::uint32_t valid = any_rows(), columns = random.pick(1, 40), smaller = random.pick(0, 24);
      const auto scale = [&] {
        const std::uint32_t bits = random.pick(1, widest());
        const std::int64_t fitting = std::int64_t{bits} + 31 - smaller - random.pick(6, 16);
        return Scale{multiplier(bits),
                     random.once_in(10) ? random.pick(0, kMostShift)
                                        : static_cast<std::uint32_t>(std::clamp<std::int64_t>(fitting, 0, kMostShift))};
      };
      std::vector<Scale> scales(step % 3 == 0 ? columns : rows());
      for (Scale& one : scales) one = scale();
      const At sum = [&](auto, auto) { return random.between(-(std::int64_t{1} << 30), 1 << 30) >> smaller; };
      if (step % 3 == 0) {
        // The same sum whenever it is asked for.
        std::vector<std::int64_t> sums;
        for (std::uint32_t i = 0; i < columns * rows(); ++i) sums.push_back(sum(0, 0));
        per_column(valid, scales, [&](auto r, auto c) { return sums[c * rows() + r]; });
      } else if (step % 3 == 1) {
        uniform(valid, columns, scale(), sum);
      } else {
        per_row(columns, scales, sum).rows = valid;
      }
    }
  }

  void ends() {
    begin("steps of up to 2^31 columns, reset");
    constexpr std::uint32_t kKnown = 16;
    const std::uint32_t groups = (rows() + a.lanes.requantizer - 1) / a.lanes.requantizer;
    Requantizer one(a, random.next());
    one.begin("");
    const AloneStep step =
        one.uniform(rows(), kKnown, {cut(1), 0}, [&](auto, auto) { return random.between(-99, 99); });
    add_cuts(step, std::uint64_t{kKnown} * groups + 6, false);
  }

 private:
  std::uint32_t turn_ = 0;
};

}  // namespace

std::vector<Aim> requantizer(const arch::Architecture& architecture, std::uint64_t seed) {
  Requantizer all(architecture, seed);
  all.halves();
  all.nearest();
  all.corners();
  all.any();
  all.ends();
  return all.take();
}

void draw_products(UnitProgram& draft) {
  Random& random = draft.random;
  const arch::Architecture& a = draft.a;
  program::Command m = draft.nest(program::Opcode::matmul, program::Context::matmul_a, 2 * a.columns);
  m.tile_columns = static_cast<std::uint16_t>(a.columns);
  m.a_unsigned = random.once_in(2);
  m.depth = random.pick(1, draft.unit == hw::UnitId::matmul ? 48 : 12);
  const std::uint64_t row_panel = std::uint64_t{m.depth} * a.rows;
  const std::uint64_t tiles = (m.columns + a.columns - 1) / a.columns;
  const std::uint64_t column_panels = tiles * a.columns * m.depth;
  const std::uint64_t sums = draft.panel(m, 4);

  program::Command r = m;
  r.opcode = program::Opcode::requantize;
  r.context = program::Context::requantizer_a;
  r.a_unsigned = false;
  r.tile_columns = 0;
  r.depth = 0;
  const bool any_mode = draft.unit == hw::UnitId::requantizer;
  r.mode = any_mode ? static_cast<RequantizeMode>(random.pick(0, 2)) : program::RequantizeMode::uniform;
  r.element_bytes = static_cast<std::uint8_t>(any_mode ? random.pick(1, 2) : 2);
  const std::uint64_t out = draft.panel(r, r.element_bytes);
  const bool per_column = r.mode == program::RequantizeMode::per_column,
             per_row = r.mode == program::RequantizeMode::per_row;
  const std::uint64_t row_scales = per_row ? std::uint64_t{8} * a.rows * m.count1 : 0;

  if (!draft.activation.fits(m.count1 * row_panel + row_scales + draft.steps(r) * out + 4 * draft.granule(),
                             draft.granule()) ||
      !draft.weight.fits(m.count0 * column_panels, a.columns) ||
      !draft.accumulator.fits(draft.steps(m) * sums, std::uint64_t{4} * a.rows) ||
      (per_column && !draft.parameter.fits(std::uint64_t{16} * r.columns, 16)))
    return;

  m.a = {draft.activation.take(m.count1 * row_panel, draft.granule()), 0, program::Ring::none, 0,
         static_cast<std::uint32_t>(row_panel)};
  draft.activation.put_elements(random, m.a.base, m.count1 * row_panel, 1, 8);
  m.b = {draft.weight.take(m.count0 * column_panels, a.columns), 0, program::Ring::none,
         static_cast<std::uint32_t>(column_panels), 0};
  draft.weight.put_elements(random, m.b.base, m.count0 * column_panels, 1, 8);
  m.d = dense(draft.accumulator.take(draft.steps(m) * sums, std::uint64_t{4} * a.rows), sums, m.count1);
  m.signals[0] = token(program::Context::requantizer_a);

  r.a = m.d;
  r.d = draft.result(r, out);
  r.waits[0] = token(program::Context::matmul_a);
  // As many bits as the sums have, more or less, so that results neither vanish nor saturate everywhere.
  const auto sum_bits = static_cast<std::uint32_t>(15 + std::bit_width(m.depth));
  const std::uint32_t bits = draft.width(r.element_bytes);
  r.constants[constants::requantize::output_bits] = any_mode ? bits : 16;
  const std::uint32_t usual = 30 + (sum_bits > bits + 4 ? sum_bits - bits - 4 : 0);
  if (r.mode == program::RequantizeMode::uniform) {
    r.constants[constants::requantize::multiplier] = any_mode ? draft.multiplier() : draft.one();
    r.constants[constants::requantize::shift] =
        any_mode ? draft.shift(usual) : static_cast<std::uint32_t>(std::countr_zero(draft.one())) + random.pick(0, 5);
  } else if (per_column) {
    r.p = {draft.parameter.take(std::uint64_t{16} * r.columns, 16), 0, program::Ring::none, 0, 0};
    const std::int64_t most_sum = std::int64_t{m.depth} * 255 * 128, most_bias = 0x7fffffff - most_sum;
    const std::int64_t bias = random.once_in(2) ? most_bias : most_sum;  // sum + bias stays within 32 bits
    const std::uint32_t biased = bias == most_bias ? 30 + (31 - bits) : usual;
    for (std::uint64_t column = 0; column < r.columns; ++column) {
      draft.parameter.put32(r.p.base + 16 * column, static_cast<std::uint32_t>(random.between(-bias, bias)));
      draft.parameter.put32(r.p.base + 16 * column + 4, draft.multiplier());
      draft.parameter.put32(r.p.base + 16 * column + 8, draft.shift(biased));
    }
  } else {
    r.p = {draft.activation.take(row_scales, 8), 0, program::Ring::none, 0, 8 * a.rows};
    for (std::uint64_t at = r.p.base; at < r.p.base + row_scales; at += 8) {
      draft.activation.put32(at, draft.multiplier());
      draft.activation.put32(at + 4, draft.shift(usual));
    }
  }
  draft.add(m);
  draft.add(r);
}

}  // namespace octet::crosscheck::units
