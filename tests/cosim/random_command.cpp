// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_command.hpp"

#include <algorithm>
#include <array>

#include "models/machine/tables.hpp"
#include "models/program/access.hpp"

namespace octet::test {
namespace {

using program::Command;
using program::Context;
using program::Geometry;
using program::Layout;
using program::Opcode;
using program::Operand;
using program::Period;
using program::RequantizeMode;
using program::Ring;
using program::Space;
using program::Token;

const program::BufferGeometry& buffer_of(Space space, const Geometry& geometry) {
  return space == Space::activation    ? geometry.buffers.activation
         : space == Space::weight      ? geometry.buffers.weight
         : space == Space::accumulator ? geometry.buffers.accumulator
                                       : geometry.buffers.parameter;
}

class Draw {
 public:
  Draw(Context context, const Geometry& geometry, std::uint32_t most_steps, bool is_long, RandomSource& random)
      : geometry_(geometry), random_(random) {
    c_.context = context;
    draw_loops(most_steps, is_long);
    c_.layer = static_cast<std::uint16_t>(random.bits());
    for (std::uint32_t& it : c_.constants) it = static_cast<std::uint32_t>(random.bits());
    for (auto* tokens : {&c_.waits, &c_.signals}) {
      for (Token& it : *tokens) it = token();
      // Up to all eight of one context fall on one step.
      if (pick(0, 3) == 0)
        std::fill_n(tokens->begin(), pick(2, 8),
                    Token{true, static_cast<Context>(pick(0, machine::kGatedContextCount - 1)), Period::command, 0});
    }
    c_.a_unsigned = pick(0, 1) == 1;
    c_.rows = static_cast<std::uint16_t>(pick(1, geometry.rows));
    c_.rows_last = static_cast<std::uint16_t>(pick(1, geometry.rows));
    c_.columns = length();
    c_.columns_last = length();
    c_.depth = length();
    c_.tile_columns = static_cast<std::uint16_t>(geometry.columns);
    c_.element_bytes = static_cast<std::uint8_t>(1U << pick(0, 1));
    c_.element_bytes_b = static_cast<std::uint8_t>((1U << pick(0, 1)) | (16U << pick(0, 1)));
    for (Operand* it : {&c_.a, &c_.b, &c_.p, &c_.d}) *it = anywhere();
    draw_opcode();
    while (!fits()) shrink();
    place_operands();
  }

  Command command() const { return c_; }

 private:
  std::uint32_t pick(std::uint64_t low, std::uint64_t high) {
    return static_cast<std::uint32_t>(random_.between(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
  }

  /// As many of few bits as of many; what is too long for a buffer is cut.
  std::uint32_t length() { return pick(1, std::uint64_t{1} << pick(0, 28)); }

  void draw_loops(std::uint32_t most_steps, bool is_long) {
    std::uint32_t outer = pick(1, std::min(most_steps, 5U)),
                  inner = pick(1, std::max(1U, std::min(most_steps / outer, 5U)));
    if (is_long) {
      const std::uint32_t steps = pick(most_steps / 2, most_steps);
      outer = std::array{1U, steps, pick(2, steps / 2)}[pick(0, 2)];
      inner = std::max(1U, steps / outer);
    }
    c_.count0 = static_cast<std::uint16_t>(outer);
    c_.count1 = static_cast<std::uint16_t>(inner);
  }

  /// Skips about as many periods as there are, or any number.
  Token token() {
    if (pick(0, 2) == 0) return {};
    const auto period = static_cast<Period>(pick(0, 2));
    const std::uint64_t periods = period == Period::command ? 1
                                  : period == Period::outer ? c_.count0
                                                            : std::uint32_t{c_.count0} * c_.count1;
    const std::uint64_t skip = pick(0, 3) == 0 ? pick(0, 255) : std::min<std::uint64_t>(pick(0, periods + 1), 255);
    return {true, static_cast<Context>(pick(0, machine::kGatedContextCount - 1)), period,
            static_cast<std::uint8_t>(pick(0, 1) == 0 ? 0 : skip)};
  }

  Operand anywhere() {
    const auto ring = static_cast<Ring>(pick(0, 2));
    const std::uint32_t slots = pick(0, 3) == 0 ? pick(1, 0x3fff) : pick(1, 5);
    return {random_.bits() >> 16, static_cast<std::uint16_t>(slots), ring, static_cast<std::uint32_t>(random_.bits()),
            static_cast<std::uint32_t>(random_.bits())};
  }

  void draw_opcode() {
    switch (c_.context) {
      case Context::load_a:
      case Context::load_b:
      case Context::load_c:
        return draw_transfer(Opcode::load, std::array{Space::activation, Space::weight, Space::parameter}[pick(0, 2)]);
      case Context::store:
        return draw_transfer(Opcode::store, Space::activation);
      case Context::matmul_a:
      case Context::matmul_b:
        c_.opcode = Opcode::matmul;
        return;
      case Context::requantizer_a:
      case Context::requantizer_b:
        c_.opcode = Opcode::requantize;
        c_.mode = static_cast<RequantizeMode>(pick(0, 2));
        return;
      case Context::softmax:
        c_.opcode = pick(0, 1) == 0 ? Opcode::softmax : Opcode::softmax_plain;
        return;
      case Context::activation:
        c_.opcode = Opcode::gelu;
        return;
      case Context::normalization:
        c_.opcode = Opcode::layernorm;
        return;
      default:
        c_.opcode = Opcode::add;
    }
  }

  void draw_transfer(Opcode opcode, Space space) {
    c_.opcode = opcode;
    c_.space = space;
    if (space != Space::parameter) c_.layout = static_cast<Layout>(pick(0, 3));
    c_.tile_columns = static_cast<std::uint16_t>(space == Space::weight ? geometry_.columns : geometry_.rows);
    c_.element_bytes = static_cast<std::uint8_t>(1U << pick(0, c_.layout == Layout::row_panels ? 1 : 2));
    for (std::uint16_t* it : {&c_.rows, &c_.rows_last}) *it = static_cast<std::uint16_t>(std::min(length(), 0xffffU));
    if (c_.layout == Layout::panel)
      for (std::uint16_t* it : {&c_.rows, &c_.rows_last}) *it = static_cast<std::uint16_t>(pick(1, c_.tile_columns));
    c_.depth = static_cast<std::uint32_t>(random_.bits());
  }

  /// A step that touches as much as any; its addresses tell which operand a footprint is of.
  program::Step largest_step() const {
    program::Step step;
    step.rows = std::max(c_.rows, c_.rows_last);
    step.columns = std::max(c_.columns, c_.columns_last);
    step.a = 1;
    step.b = 2;
    step.p = 3;
    step.d = 4;
    return step;
  }
  bool fits() const {
    const program::Footprints footprints = program::footprints(c_, largest_step(), geometry_);
    return std::all_of(footprints.begin(), footprints.end(), [&](const program::Footprint& footprint) {
      return footprint.space == Space::dram || footprint.bytes <= buffer_of(footprint.space, geometry_).bytes;
    });
  }
  /// Halves one of its lengths, the longest as often as any.
  void shrink() {
    const auto halve = [](auto& it) { it = static_cast<std::decay_t<decltype(it)>>((it + 1) / 2); };
    const bool moves = c_.opcode == Opcode::load || c_.opcode == Opcode::store;
    if (pick(0, 1) == 0) {
      halve(c_.columns);
      halve(c_.columns_last);
    } else if (moves) {
      halve(c_.rows);
      halve(c_.rows_last);
    } else {
      halve(c_.depth);
    }
  }

  /// Bytes that a step touches with its operand `of` (1 to 4), full or cut at the end of a row or column.
  std::uint64_t some_bytes(std::uint64_t of) {
    program::Step step = largest_step();
    if (pick(0, 1) == 0) step.rows = pick(0, 1) == 0 ? c_.rows : c_.rows_last;
    if (pick(0, 1) == 0) step.columns = pick(0, 1) == 0 ? c_.columns : c_.columns_last;
    for (const program::Footprint& it : program::footprints(c_, step, geometry_))
      if (it.space != Space::dram && it.address == of) return it.bytes;
    return 0;
  }
  /// The first byte of a step, or the one behind its last, is the first of a bank, or next to it; where that leaves
  /// room. As strides are often whole banks, further steps begin or end there, too.
  void place_at_edge(Operand& operand, const program::Footprint& footprint, std::uint64_t room) {
    const std::uint64_t bank = bank_bytes(footprint), banks = buffer_of(footprint.space, geometry_).banks;
    const std::uint64_t edge = bank * pick(1, banks) + pick(0, 2) - 1;
    const std::uint64_t base = pick(0, 2) == 0 ? edge : edge - std::min(edge, some_bytes(footprint.address));
    if (base <= room) operand.base = base;
  }
  std::uint64_t bank_bytes(const program::Footprint& footprint) const {
    const program::BufferGeometry& buffer = buffer_of(footprint.space, geometry_);
    return buffer.bytes / buffer.banks;
  }
  /// Bytes from one step to the next, at most `most`.
  std::uint32_t stride(std::uint64_t most, std::uint64_t bank) {
    const std::uint32_t any = pick(0, most);
    return pick(0, 1) == 0 ? any : static_cast<std::uint32_t>(any / bank * bank);
  }

  /// Puts what its steps touch of a buffer anywhere in it: strides first, then a base that leaves room for all of them.
  void place_operands() {
    for (const program::Footprint& footprint : program::footprints(c_, largest_step(), geometry_)) {
      if (footprint.space == Space::dram) continue;
      Operand& operand = *std::array{&c_.a, &c_.b, &c_.p, &c_.d}.at(footprint.address - 1);
      const std::uint64_t room = buffer_of(footprint.space, geometry_).bytes - footprint.bytes;
      const std::uint64_t outer = operand.ring == Ring::none ? c_.count0 - 1U
                                  : operand.ring == Ring::outer
                                      ? std::min<std::uint64_t>(c_.count0, operand.ring_count) - 1
                                      : std::min<std::uint64_t>(program::step_count(c_), operand.ring_count) - 1;
      const std::uint64_t inner = operand.ring == Ring::step ? 0 : c_.count1 - 1U;
      const std::uint64_t bank = bank_bytes(footprint);
      operand.stride0 = stride(room / (2 * std::max<std::uint64_t>(outer, 1)), bank);
      operand.stride1 = stride(room / (2 * std::max<std::uint64_t>(inner, 1)), bank);
      operand.base = pick(0, room - outer * operand.stride0 - inner * operand.stride1);
      if (pick(0, 3) != 0) place_at_edge(operand, footprint, room - outer * operand.stride0 - inner * operand.stride1);
    }
  }

  const Geometry& geometry_;
  RandomSource& random_;
  Command c_;
};

}  // namespace

Command random_command(Context context, const Geometry& geometry, std::uint32_t most_steps, bool is_long,
                       RandomSource& random) {
  return Draw(context, geometry, most_steps, is_long, random).command();
}

}  // namespace octet::test
