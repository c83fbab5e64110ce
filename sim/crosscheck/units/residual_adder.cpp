// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "sim/crosscheck/units/steps.hpp"
#include "sim/crosscheck/units/unit_program.hpp"

// The ends of models/units/residual_adder.md: operands, scales, shifts, sums, widths.
namespace octet::crosscheck::units {
namespace {

constexpr std::uint32_t kBits = 16;

struct OperandScale {
  std::uint32_t multiplier = 0, shift = 0, bytes = 2;
};

class Adder : public Steps {
 public:
  using Steps::Steps;

  AloneStep& step(std::uint32_t valid, std::uint32_t columns, const std::array<OperandScale, 2>& scale, const At& x,
                  const At& y) {
    AloneStep& s = add(program::Opcode::add, valid, columns);
    const std::uint32_t turn = turn_++ % 10;
    s.command.element_bytes = turn == 9 ? 1 : 2;
    auto& k = s.command.constants;
    k[constants::add::output_bits] = turn == 9 ? 8 : 16 - turn;
    s.command.element_bytes_b = static_cast<std::uint8_t>(scale[0].bytes | scale[1].bytes << 4);
    k[constants::add::multiplier_a] = scale[0].multiplier;
    k[constants::add::shift_a] = scale[0].shift;
    k[constants::add::multiplier_b] = scale[1].multiplier;
    k[constants::add::shift_b] = scale[1].shift;
    s.a = panel(valid, columns, scale[0].bytes, [&](auto r, auto c) { return limit(x(r, c), 8 * scale[0].bytes); });
    s.b = panel(valid, columns, scale[1].bytes, [&](auto r, auto c) { return limit(y(r, c), 8 * scale[1].bytes); });
    return s;
  }

  void halves() {
    begin("exact halves of every shift of either operand, and one more and less");
    for (std::uint32_t shift = 1; shift <= kMostShift; ++shift) {
      for (int round = 0; round < 3; ++round) {
        const std::uint32_t other = random.pick(1, 40);
        // Beyond a shift of 46 no product reaches a half: the largest come nearest.
        const Half first = half(random, shift, kBits, widest()).value_or(Half{-32768, cut(0x40000000)}),
                   second = half(random, other, kBits, widest()).value_or(Half{1, 1});
        const bool is_one_more = round == 1;
        const auto around = [&](const Half& h) {
          return [&](std::uint32_t r, std::uint32_t c) { return (c == 1 ? -h.value : h.value) + r % 4 - 1; };
        };
        const auto one = [&](std::uint32_t r, std::uint32_t c) {
          return is_one_more ? second.value : std::int64_t{r} + c - 2;
        };
        const OperandScale aimed{first.multiplier, shift, 2},
            beside{is_one_more ? second.multiplier : 1U, is_one_more ? other : 0U, 2};
        step(rows(), 2, {aimed, beside}, around(first), one);
        step(rows(), 2, {beside, aimed}, one, around(first));
      }
    }
  }

  void nearest() {
    begin("both sides of a rounding with multipliers of every width, saturation from both sides");
    for (std::uint32_t bits = 1; bits <= widest(); ++bits) {
      for (int round = 0; round < 4; ++round) {
        const std::uint32_t width = 8 + random.pick(0, 8);
        const std::int64_t top = (std::int64_t{1} << (width - 1)) - 1;
        std::array<OperandScale, 2> scales;
        std::array<std::array<std::int64_t, 4>, 2> at{};
        for (std::size_t i = 0; i < 2; ++i) {
          const std::uint32_t own = i == 0 ? bits : random.pick(1, widest());
          scales[i] = {multiplier(own), random.pick(own > 1 ? own - 1 : 0, std::min<std::uint32_t>(own + 12, 62)), 2};
          for (std::int64_t& x : at[i]) x = boundary(random.between(-top, top), scales[i].multiplier, scales[i].shift);
        }
        // Results whose sum is the largest, one more, the lowest and one less.
        const auto of = [&](std::size_t i) {
          return [&, i](std::uint32_t r, std::uint32_t c) { return at[i][c % 4] + (i == 0 ? r % 3 : r / 3 % 3) - 1; };
        };
        step(rows(), 4, scales, of(0), of(1));
        const std::uint32_t small = random.pick(0, 6);
        AloneStep& s = step(
            rows(), 8, {OperandScale{1U << small, small, 2}, OperandScale{1, 0, 2}},
            [&](auto, auto c) { return c % 2 == 0 ? top - random.between(0, 40) : -top - 1 + random.between(0, 40); },
            [&](auto, auto c) { return c % 2 == 0 ? random.between(-2, 42) : random.between(-42, 2); });
        s.command.constants[constants::add::output_bits] = s.command.element_bytes == 1 ? 8 : std::min(width, 16U);
      }
    }
  }

  void corners() {
    begin("corners of operands, multipliers and shifts");
    constexpr std::array<std::int64_t, 8> kEnds{-32768, -32767, -1, 0, 1, 32766, 32767, -128};
    const std::array<std::uint32_t, 6> multipliers{
        0, 1, cut(0x40000000), cut(0x40000001), cut(0x7FFFFFFF), cut(0x5A5A5A5A)};
    for (std::uint32_t shift = 0; shift <= kMostShift; ++shift) {
      const std::uint32_t other = random.once_in(3) ? shift : random.pick(0, kMostShift);
      const OperandScale first{multipliers[shift % 6], shift, 1 + shift / 2 % 2},
          second{multipliers[random.pick(0, 5)], other, 1 + shift % 2}, largest{cut(0x7FFFFFFF), shift, 2};
      const At by_row = [&](auto r, auto c) { return kEnds[(r + c) % 8]; };
      const At by_column = [&](auto r, auto c) { return kEnds[(r + c * 3) % 8]; };
      step(rows(), 4, {first, second}, by_row, by_column);
      step(rows(), 4, {second, first}, by_row, by_column);
      step(rows(), 3, {largest, largest}, by_row, by_column);
    }
  }

  void any() {
    begin("any shapes, widths and operands");
    for (int i = 0; i < 400; ++i) {
      const std::uint32_t columns = random.pick(1, 30), narrow = random.pick(0, 15);
      std::array<OperandScale, 2> scales;
      for (OperandScale& one : scales) {
        const std::uint32_t bits = random.pick(1, widest());
        const std::uint32_t fitting = bits + random.pick(0, 8), least = fitting > narrow ? fitting - narrow : 0;
        one = {random.once_in(16) ? 0 : multiplier(bits), random.once_in(8) ? random.pick(0, kMostShift) : least,
               random.pick(1, 2)};
      }
      const At x = [&](auto, auto) { return random.between(-32768, 32767) >> random.pick(0, narrow); };
      step(any_rows(), columns, scales, x, x);
    }
  }

  void ends() {
    begin("steps of up to 2^31 columns, reset");
    constexpr std::uint32_t kKnown = 16;
    const std::uint32_t groups = (rows() + a.lanes.residual_adder - 1) / a.lanes.residual_adder;
    Adder one(a, random.next());
    one.begin("");
    const At x = [&](auto, auto) { return random.between(-99, 99); };
    const AloneStep s = one.step(rows(), kKnown, {OperandScale{cut(1), 0, 2}, OperandScale{cut(3), 1, 1}}, x, x);
    add_cuts(s, std::uint64_t{kKnown} * groups + 6, false);
  }

 private:
  std::uint32_t turn_ = 0;
};

}  // namespace

std::vector<Aim> residual_adder(const arch::Architecture& architecture, std::uint64_t seed) {
  Adder all(architecture, seed);
  all.halves();
  all.nearest();
  all.corners();
  all.any();
  all.ends();
  return all.take();
}

void draw_residual_adder(UnitProgram& draft) {
  Random& random = draft.random;
  program::Command c = draft.nest(program::Opcode::add, program::Context::residual_adder, 24);
  const std::uint32_t a = random.pick(1, 2), b = random.pick(1, 2);
  c.element_bytes = static_cast<std::uint8_t>(random.pick(1, 2));
  c.element_bytes_b = static_cast<std::uint8_t>(a | b << 4);
  if (!draft.activation_fits(c, draft.panel(c, a) + draft.panel(c, b) + draft.panel(c, c.element_bytes))) return;
  const std::uint32_t bits = draft.width(c.element_bytes);
  c.constants[constants::add::multiplier_a] = draft.multiplier();
  c.constants[constants::add::multiplier_b] = draft.multiplier();
  c.constants[constants::add::shift_a] = draft.shift(30 + (8 * a > bits ? 8 * a - bits : 0));
  c.constants[constants::add::shift_b] = draft.shift(30 + (8 * b > bits ? 8 * b - bits : 0));
  c.constants[constants::add::output_bits] = bits;
  c.a = draft.input(c, a, 8 * a);
  c.b = draft.input(c, b, 8 * b);
  c.d = draft.result(c, draft.panel(c, c.element_bytes));
  draft.add(c);
}

}  // namespace octet::crosscheck::units
