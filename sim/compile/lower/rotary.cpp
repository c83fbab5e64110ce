// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/image.hpp"
#include "sim/compile/lower/define.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Context;
using program::Space;

namespace {

constexpr std::uint64_t kTableBytes = 2;  // of an element

/// Row panels [columns of a head][R] of cosines and sines.
void fill_table(std::uint8_t* out, const Region& region, const graph::Model& model,
                const arch::Architecture& architecture) {
  const Matrix<std::int16_t>& table = node_of<graph::Rotary>(region, model).table;
  const std::size_t lanes = architecture.rows;
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::size_t column = 0; column < table.columns(); ++column) {
      const auto bits = static_cast<std::uint16_t>(table.at(row, column));
      std::uint8_t* to = out + (row / lanes * table.columns() * lanes + column * lanes + row % lanes) * kTableBytes;
      to[0] = static_cast<std::uint8_t>(bits);
      to[1] = static_cast<std::uint8_t>(bits >> 8);
    }
}

}  // namespace

/// A step is a row tile of a head.
template <>
struct Lower<graph::Rotary> : UsualLower {
  static void lower(Lowering& lowering, const graph::Rotary& op);
};

void Lower<graph::Rotary>::lower(Lowering& lowering, const graph::Rotary& op) {
  const IterationSpace rows = lowering.row_shape(op.input);
  const std::uint64_t width = rows.columns / static_cast<std::uint64_t>(op.heads);
  const IterationSpace shape = chunked(rows, width);
  // The table: all of it in one piece, or tile by tile for every head.
  const std::uint64_t panel = width * lowering.lanes() * kTableBytes, bytes = panel * shape.count1;
  const auto stride = static_cast<std::uint32_t>(shape.count1 > 1 ? panel : 0);
  Place source{lowering.add_region(Space::dram, bytes, 1, fill_table), {}}, table;
  if (lowering.is_smallest()) {
    source.operand.stride1 = stride;
    table = lowering.activation_ring(width, kTableBytes, shape.count0 * shape.count1);
    lowering.push(lowering.move_panel(program::Opcode::load, Context::load_c, shape, kTableBytes), source, {}, {},
                  table);
  } else {
    IterationSpace whole;
    whole.columns = whole.columns_last = bytes;
    table.region = lowering.add_region(Space::activation, bytes, 1);
    lowering.push(lowering.load(Context::load_c, whole, program::Layout::linear, Space::activation), source, {}, {},
                  table);
    table.operand.stride1 = stride;
  }

  const Place input = lowering.row_operand(op.input, shape, true, Context::load_a);
  const Lowering::Sink result = lowering.sink(op.output, shape);
  const graph::Value &in = lowering.value(op.input), &out = lowering.value(op.output);
  namespace names = program::constants::rotary;
  Draft item = lowering.draft(program::Opcode::rotary, Context::rotary, shape);
  item.command.element_bytes = static_cast<std::uint8_t>(out.bytes_per_element());
  item.command.element_bytes_b = static_cast<std::uint8_t>(in.bytes_per_element() | int{kTableBytes} << 4);
  item.command.constants[names::multiplier] = op.scale.multiplier;
  item.command.constants[names::shift] = op.scale.shift;
  item.command.constants[names::output_bits] = static_cast<std::uint32_t>(out.bits);
  lowering.push(item, input, table, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Rotary>();

}  // namespace octet::sim
