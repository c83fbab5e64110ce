// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "sim/compile/image.hpp"
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

using program::Context;
using program::Layout;
using program::Opcode;
using program::Space;

namespace {

void fill_table(std::uint8_t* out, const Region& region, const graph::Model& model, const arch::Architecture&) {
  const auto& op = node_of<graph::LayerNorm>(region, model);
  for (std::size_t column = 0; column < op.beta.size(); ++column, out += 16) {
    write32(out, std::bit_cast<std::uint32_t>(op.beta[column]));
    write32(out + 4, std::bit_cast<std::uint32_t>(op.gamma[column]));
  }
}

}  // namespace

template <>
struct Lower<graph::LayerNorm> : UsualLower {
  static void lower(Lowering& lowering, const graph::LayerNorm& op);
};

void Lower<graph::LayerNorm>::lower(Lowering& lowering, const graph::LayerNorm& op) {
  const IterationSpace shape = lowering.row_shape(op.input);
  const std::uint64_t bytes = std::uint64_t{16} * shape.columns;
  IterationSpace table;
  table.columns = table.columns_last = bytes;
  const Place source{lowering.add_region(Space::dram, bytes, 1, fill_table), {}};
  Place parameters;
  parameters.region = lowering.add_region(Space::parameter, bytes, 1);
  lowering.push(lowering.load(Context::load_c, table, Layout::linear, Space::parameter), source, {}, {}, parameters);

  const Place input = lowering.row_operand(op.input, shape, false, Context::load_a);
  const Lowering::Sink result = lowering.sink(op.output, shape);
  Draft item = lowering.draft(Opcode::layernorm, Context::normalization, shape);
  item.command.element_bytes = static_cast<std::uint8_t>(lowering.value(op.input).bytes_per_element());
  namespace names = program::constants::layernorm;
  item.command.constants[names::shift] = static_cast<std::uint32_t>(op.shift);
  item.command.constants[names::epsilon_low] = static_cast<std::uint32_t>(op.epsilon);
  item.command.constants[names::epsilon_high] = static_cast<std::uint32_t>(op.epsilon >> 32);
  lowering.push(item, input, {}, parameters, result.place);
  lowering.push_store(result);
}

template const How& how<graph::LayerNorm>();

}  // namespace octet::sim
