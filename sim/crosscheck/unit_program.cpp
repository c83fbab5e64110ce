// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/unit_program.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "models/core/error.hpp"
#include "models/units/softmax.hpp"
#include "sim/crosscheck/buffer_room.hpp"

namespace octet::crosscheck {
namespace {

using hw::UnitId;
using program::Command;
using program::Context;
using program::Opcode;
using program::Operand;
using program::Period;
using program::RequantizeMode;
using program::Ring;
using program::Space;
using program::Token;

Token token(Context other) { return {true, other, Period::command, 0}; }

/// Operand at `base`, steps one behind the other, i1 fastest.
Operand dense(std::uint64_t base, std::uint64_t step_bytes, std::uint32_t count1) {
  return {base, 0, Ring::none, static_cast<std::uint32_t>(step_bytes * count1), static_cast<std::uint32_t>(step_bytes)};
}

class UnitProgram {
 public:
  UnitProgram(const arch::Architecture& a, UnitId unit, std::uint64_t seed)
      : a_(a),
        unit_(unit),
        random_(seed),
        activation_(std::min<std::uint64_t>(a.activation.bytes, std::uint64_t{640} * a.rows)),
        weight_(std::min<std::uint64_t>(a.weight.bytes, std::uint64_t{512} * a.columns)),
        accumulator_(a.accumulator.bytes),
        parameter_(std::min<std::uint64_t>(a.parameter.bytes, 2048)) {}

  Case build() {
    const std::uint32_t wanted = random_.pick(1, 4);
    for (std::uint32_t i = 0; i < wanted; ++i) add();
    for (int tries = 0; commands_.empty() && tries < 1000; ++tries) add();
    if (commands_.empty())
      throw UserError(a_.name, std::string("buffers: expected room for one step of ") + hw::name(unit_));
    return finish();
  }

 private:
  static constexpr Context kLoads[] = {Context::load_a, Context::load_b, Context::load_c};

  void add() {
    switch (unit_) {
      case UnitId::matmul:
      case UnitId::requantizer:
        return add_products();
      case UnitId::softmax:
        return add_softmax();
      case UnitId::activation:
        return add_gelu();
      case UnitId::normalization:
        return add_layernorm();
      default:
        return add_addition();
    }
  }

  /// The nest of a command: few steps of few columns, edges included.
  Command nest(Opcode opcode, Context context, std::uint32_t most_columns) {
    Command c;
    c.opcode = opcode;
    c.context = context;
    c.count0 = static_cast<std::uint16_t>(random_.pick(1, 2));
    c.count1 = static_cast<std::uint16_t>(random_.pick(1, 3));
    c.rows = static_cast<std::uint16_t>(a_.rows);
    c.rows_last = static_cast<std::uint16_t>(random_.once_in(3) ? a_.rows : random_.pick(1, a_.rows));
    c.columns = random_.pick(1, most_columns);
    c.columns_last = random_.pick(1, c.columns);
    return c;
  }
  std::uint64_t panel(const Command& c, std::uint64_t element_bytes) const {
    return std::uint64_t{c.columns} * a_.rows * element_bytes;
  }
  static std::uint64_t steps(const Command& c) { return std::uint64_t{c.count0} * c.count1; }
  /// What follows a layout rule of the compiler: activations start at whole words.
  std::uint64_t word() const { return std::uint64_t{2} * a_.rows; }

  /// An input of every step, any integers of `bits` bits.
  Operand input(const Command& c, std::uint32_t element_bytes, std::uint32_t bits) {
    const std::uint64_t bytes = panel(c, element_bytes);
    const std::uint64_t base = activation_.take(steps(c) * bytes, word());
    for (std::uint64_t step = 0; step < steps(c); ++step)  // a style a step
      activation_.put_elements(random_, base + step * bytes, bytes / element_bytes, element_bytes, bits);
    return dense(base, bytes, c.count1);
  }
  Operand result(const Command& c, std::uint64_t step_bytes) {
    return dense(activation_.take(steps(c) * step_bytes, word()), step_bytes, c.count1);
  }
  bool activation_fits(const Command& c, std::uint64_t step_bytes) const {
    return activation_.fits(steps(c) * step_bytes + 4 * word(), word());
  }

  std::uint32_t width(std::uint32_t element_bytes) { return element_bytes == 1 ? 8 : random_.pick(8, 16); }
  /// Normalized multipliers as wide as the machine has them; gates cut wider ones.
  std::uint32_t one() const { return 1U << (a_.numerics.multiplier_bits_max - 1); }
  std::uint32_t multiplier() { return random_.once_in(16) ? 0 : one() | random_.pick(0, one() - 1); }
  /// `usual` fits a multiplier of 31 bits.
  std::uint32_t shift(std::uint32_t usual) {
    usual -= std::min<std::uint32_t>(usual, 31 - static_cast<std::uint32_t>(a_.numerics.multiplier_bits_max));
    return random_.once_in(6) ? random_.pick(0, 62) : std::min<std::uint32_t>(62, usual + random_.pick(0, 4));
  }

  void add_products() {
    Command m = nest(Opcode::matmul, Context::matmul_a, 2 * a_.columns);
    m.tile_columns = static_cast<std::uint16_t>(a_.columns);
    m.a_unsigned = random_.once_in(2);
    m.depth = random_.pick(1, unit_ == UnitId::matmul ? 48 : 12);
    const std::uint64_t row_panel = std::uint64_t{m.depth} * a_.rows;
    const std::uint64_t tiles = (m.columns + a_.columns - 1) / a_.columns;
    const std::uint64_t column_panels = tiles * a_.columns * m.depth;
    const std::uint64_t sums = panel(m, 4);

    Command r = m;
    r.opcode = Opcode::requantize;
    r.context = Context::requantizer_a;
    r.a_unsigned = false;
    r.tile_columns = 0;
    r.depth = 0;
    const bool any_mode = unit_ == UnitId::requantizer;
    r.mode = any_mode ? static_cast<RequantizeMode>(random_.pick(0, 2)) : RequantizeMode::uniform;
    r.element_bytes = static_cast<std::uint8_t>(any_mode ? random_.pick(1, 2) : 2);
    const std::uint64_t out = panel(r, r.element_bytes);
    const bool per_column = r.mode == RequantizeMode::per_column, per_row = r.mode == RequantizeMode::per_row;
    const std::uint64_t row_scales = per_row ? std::uint64_t{8} * a_.rows * m.count1 : 0;

    if (!activation_.fits(m.count1 * row_panel + row_scales + steps(r) * out + 4 * word(), word()) ||
        !weight_.fits(m.count0 * column_panels, a_.columns) ||
        !accumulator_.fits(steps(m) * sums, std::uint64_t{4} * a_.rows) ||
        (per_column && !parameter_.fits(std::uint64_t{16} * r.columns, 16)))
      return;

    m.a = {activation_.take(m.count1 * row_panel, word()), 0, Ring::none, 0, static_cast<std::uint32_t>(row_panel)};
    activation_.put_elements(random_, m.a.base, m.count1 * row_panel, 1, 8);
    m.b = {weight_.take(m.count0 * column_panels, a_.columns), 0, Ring::none, static_cast<std::uint32_t>(column_panels),
           0};
    weight_.put_elements(random_, m.b.base, m.count0 * column_panels, 1, 8);
    m.d = dense(accumulator_.take(steps(m) * sums, std::uint64_t{4} * a_.rows), sums, m.count1);
    m.signals[0] = token(Context::requantizer_a);

    r.a = m.d;
    r.d = result(r, out);
    r.waits[0] = token(Context::matmul_a);
    // As many bits as the sums have, more or less, so that results neither vanish nor saturate everywhere.
    const auto sum_bits = static_cast<std::uint32_t>(15 + std::bit_width(m.depth));
    const std::uint32_t bits = width(r.element_bytes);
    r.constants[program::constants::requantize::output_bits] = any_mode ? bits : 16;
    const std::uint32_t usual = 30 + (sum_bits > bits + 4 ? sum_bits - bits - 4 : 0);
    if (r.mode == RequantizeMode::uniform) {
      r.constants[program::constants::requantize::multiplier] = any_mode ? multiplier() : one();
      r.constants[program::constants::requantize::shift] =
          any_mode ? shift(usual) : static_cast<std::uint32_t>(std::countr_zero(one())) + random_.pick(0, 5);
    } else if (per_column) {
      r.p = {parameter_.take(std::uint64_t{16} * r.columns, 16), 0, Ring::none, 0, 0};
      const std::int64_t most_sum = std::int64_t{m.depth} * 255 * 128, most_bias = 0x7fffffff - most_sum;
      const std::int64_t bias = random_.once_in(2) ? most_bias : most_sum;  // sum + bias stays within 32 bits
      const std::uint32_t biased = bias == most_bias ? 30 + (31 - bits) : usual;
      for (std::uint64_t column = 0; column < r.columns; ++column) {
        parameter_.put32(r.p.base + 16 * column, static_cast<std::uint32_t>(random_.between(-bias, bias)));
        parameter_.put32(r.p.base + 16 * column + 4, multiplier());
        parameter_.put32(r.p.base + 16 * column + 8, shift(biased));
      }
    } else {
      r.p = {activation_.take(row_scales, 8), 0, Ring::none, 0, 8 * a_.rows};
      for (std::uint64_t at = r.p.base; at < r.p.base + row_scales; at += 8) {
        activation_.put32(at, multiplier());
        activation_.put32(at + 4, shift(usual));
      }
    }
    commands_.push_back(m);
    commands_.push_back(r);
  }

  void add_softmax() {
    namespace names = program::constants::softmax;
    const bool plain = random_.once_in(3);
    Command c = nest(plain ? Opcode::softmax_plain : Opcode::softmax, Context::softmax, 24);
    c.element_bytes = static_cast<std::uint8_t>(random_.pick(1, 2));
    const std::uint64_t scales = plain ? 0 : std::uint64_t{8} * a_.rows;
    if (!activation_fits(c, panel(c, c.element_bytes) + panel(c, 1) + scales)) return;
    c.constants[names::score_align] = random_.pick(0, golden::kMostScoreAlign);
    c.a = input(c, c.element_bytes, width(c.element_bytes));
    c.d = result(c, panel(c, 1));
    if (!plain) {
      const std::uint32_t bits = random_.pick(2, static_cast<std::uint32_t>(a_.numerics.multiplier_bits_max));
      c.constants[names::multiplier_bits] = bits;
      c.constants[names::context_multiplier] =
          random_.once_in(16) ? 0 : (1U << (bits - 1)) | random_.pick(0, (1U << (bits - 1)) - 1);
      c.constants[names::context_shift] =
          random_.once_in(6) ? random_.pick(0, 62) : std::min<std::uint32_t>(62, bits + random_.pick(0, 4));
      c.p = dense(activation_.take(steps(c) * scales, 8), scales, c.count1);
    }
    commands_.push_back(c);
  }

  void add_gelu() {
    namespace names = program::constants::gelu;
    Command c = nest(Opcode::gelu, Context::activation, 24);
    c.element_bytes = static_cast<std::uint8_t>(random_.pick(1, 2));
    if (!activation_fits(c, panel(c, c.element_bytes) + panel(c, 1))) return;
    const std::uint32_t bits = width(c.element_bytes);
    c.constants[names::input_bits] = bits;
    c.constants[names::one_bits] = random_.pick(8, 30);
    c.constants[names::multiplier] = multiplier();
    // An input times a gate of up to 14 bits, to 8 bits.
    const std::uint32_t gate = std::min<std::uint32_t>(c.constants[names::one_bits], 13);
    c.constants[names::shift] = shift(30 + gate + bits - 8);
    c.a = input(c, c.element_bytes, bits);
    c.d = result(c, panel(c, 1));
    commands_.push_back(c);
  }

  void add_layernorm() {
    Command c = nest(Opcode::layernorm, Context::normalization, 24);
    c.element_bytes = static_cast<std::uint8_t>(random_.pick(1, 2));
    const std::uint64_t entries = std::uint64_t{16} * c.columns;
    if (!activation_fits(c, panel(c, c.element_bytes) + panel(c, 1)) || !parameter_.fits(entries, 16)) return;
    c.constants[program::constants::layernorm::shift] = shift(18);
    // E from nothing to all of its bits.
    const std::uint64_t epsilon = random_.once_in(3) ? 0 : random_.next() >> 10 >> random_.pick(0, 53);
    c.constants[program::constants::layernorm::epsilon_low] = static_cast<std::uint32_t>(epsilon);
    c.constants[program::constants::layernorm::epsilon_high] = static_cast<std::uint32_t>(epsilon >> 32);
    c.a = input(c, c.element_bytes, width(c.element_bytes));
    c.d = result(c, panel(c, 1));
    c.p = {parameter_.take(entries, 16), 0, Ring::none, 0, 0};
    const bool is_wide = random_.once_in(3);
    for (std::uint64_t column = 0; column < c.columns; ++column) {
      const std::int64_t beta = is_wide ? 0x7fffffff : 1 << 24, gamma = is_wide ? 65535 : 9000;
      parameter_.put32(c.p.base + 16 * column, static_cast<std::uint32_t>(random_.between(-beta, beta)));
      parameter_.put32(c.p.base + 16 * column + 4, static_cast<std::uint32_t>(random_.between(-gamma, gamma)));
    }
    commands_.push_back(c);
  }

  void add_addition() {
    namespace names = program::constants::add;
    Command c = nest(Opcode::add, Context::residual_adder, 24);
    const std::uint32_t a = random_.pick(1, 2), b = random_.pick(1, 2);
    c.element_bytes = static_cast<std::uint8_t>(random_.pick(1, 2));
    c.element_bytes_b = static_cast<std::uint8_t>(a | b << 4);
    if (!activation_fits(c, panel(c, a) + panel(c, b) + panel(c, c.element_bytes))) return;
    const std::uint32_t bits = width(c.element_bytes);
    c.constants[names::multiplier_a] = multiplier();
    c.constants[names::multiplier_b] = multiplier();
    c.constants[names::shift_a] = shift(30 + (8 * a > bits ? 8 * a - bits : 0));
    c.constants[names::shift_b] = shift(30 + (8 * b > bits ? 8 * b - bits : 0));
    c.constants[names::output_bits] = bits;
    c.a = input(c, a, 8 * a);
    c.b = input(c, b, 8 * b);
    c.d = result(c, panel(c, c.element_bytes));
    commands_.push_back(c);
  }

  Command transfer(Opcode opcode, Context context, Space space, std::uint64_t bytes) const {
    Command c;
    c.opcode = opcode;
    c.context = context;
    c.space = space;
    c.element_bytes = 1;
    c.count0 = c.count1 = c.rows = c.rows_last = 1;
    c.columns = c.columns_last = c.depth = static_cast<std::uint32_t>(bytes);
    return c;
  }

  Case finish() {
    const std::array<std::pair<Space, const BufferRoom*>, 3> rooms{
        {{Space::activation, &activation_}, {Space::weight, &weight_}, {Space::parameter, &parameter_}}};
    std::vector<Command> all;
    Command& first = commands_.front();
    std::size_t waits = 0;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      const auto& [space, room] = rooms[i];
      if (room->used() == 0) continue;
      all.push_back(transfer(Opcode::load, kLoads[i], space, room->used()));
      all.back().signals[0] = token(first.context);
      first.waits[waits++] = token(kLoads[i]);
    }
    const Context last = commands_.back().context;
    commands_.back().signals[0] = token(Context::store);
    for (const Command& c : commands_) all.push_back(c);
    all.push_back(transfer(Opcode::store, Context::store, Space::activation, activation_.used()));
    all.back().waits[0] = token(last);
    return lay_out(std::move(all));
  }

  /// Commands, then what is loaded, then a byte for the host, then what is stored.
  Case lay_out(std::vector<Command> all) const {
    Case out;
    program::Program& p = out.program;
    p.model = hw::name(unit_);
    p.architecture = a_.name;
    p.geometry = a_.geometry();
    p.layers = {hw::name(unit_)};
    p.layer_macs = {0};
    p.image.resize((all.size() * Command::kBytes + 63) / 64 * 64);
    for (Command& c : all) {
      if (c.opcode != Opcode::load) continue;
      const BufferRoom& room = c.space == Space::activation ? activation_
                               : c.space == Space::weight   ? weight_
                                                            : parameter_;
      c.a.base = p.image.size();
      p.image.insert(p.image.end(), room.contents().begin(), room.contents().end());
      p.image.resize((p.image.size() + 63) / 64 * 64);
    }
    p.input = {p.image.size(), 1, 1, 1, false, 1};
    const auto stored = static_cast<std::uint32_t>(activation_.used());
    p.output = {p.image.size() + 64, 1, stored, 1, false, stored};
    all.back().d.base = p.output.address;
    if (p.output.address + stored > p.geometry.dram_bytes)
      throw UserError(a_.name, "memory.bytes: expected at least " + std::to_string(p.output.address + stored) +
                                   " for a case of " + hw::name(unit_));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto bytes = program::encode(all[i]);
      std::memcpy(p.image.data() + i * Command::kBytes, bytes.data(), bytes.size());
    }
    p.commands = std::move(all);
    out.input = Matrix<std::int16_t>(1, 1);
    return out;
  }

  const arch::Architecture& a_;
  UnitId unit_;
  Random random_;
  BufferRoom activation_, weight_, accumulator_, parameter_;
  std::vector<Command> commands_;
};

}  // namespace

Case unit_case(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed) {
  return UnitProgram(architecture, unit, seed).build();
}

}  // namespace octet::crosscheck
