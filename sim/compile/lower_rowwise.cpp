// SPDX-License-Identifier: Apache-2.0
// Groups of one unit that walks whole rows, a row tile a step.
#include "sim/compile/lowering.hpp"

namespace octet::sim {

using program::Context;
using program::Layout;
using program::Opcode;
using program::Space;

Draft Lowering::gelu_draft(const graph::Gelu& op, const Shape& shape) const {
  Draft out = draft(Opcode::gelu, Context::activation, shape);
  out.command.element_bytes = static_cast<std::uint8_t>(value(op.input).bytes_per_element());
  out.command.constants[program::constants::gelu::input_bits] = static_cast<std::uint32_t>(value(op.input).bits);
  out.command.constants[program::constants::gelu::one_bits] = static_cast<std::uint32_t>(op.one_bits);
  out.command.constants[program::constants::gelu::multiplier] = op.scale.multiplier;
  out.command.constants[program::constants::gelu::shift] = op.scale.shift;
  return out;
}

Draft Lowering::add_draft(const graph::Add& op, const Shape& shape) const {
  Draft out = draft(Opcode::add, Context::residual_adder, shape);
  out.command.element_bytes = static_cast<std::uint8_t>(value(op.output).bytes_per_element());
  out.command.element_bytes_b =
      static_cast<std::uint8_t>(value(op.a).bytes_per_element() | value(op.b).bytes_per_element() << 4);
  out.command.constants[program::constants::add::multiplier_a] = op.scale_a.multiplier;
  out.command.constants[program::constants::add::shift_a] = op.scale_a.shift;
  out.command.constants[program::constants::add::multiplier_b] = op.scale_b.multiplier;
  out.command.constants[program::constants::add::shift_b] = op.scale_b.shift;
  out.command.constants[program::constants::add::output_bits] = static_cast<std::uint32_t>(value(op.output).bits);
  return out;
}

void Lowering::lower(const graph::Gelu& op) {
  const Shape shape = row_shape(op.input);
  lower_fused_gelu(op, shape, row_operand(op.input, shape, false, Context::load_a));
}

void Lowering::lower(const graph::Add& op) {
  const Shape shape = row_shape(op.output);
  const Place a = row_operand(op.a, shape, false, Context::load_a);
  const Place b = op.a == op.b ? a : row_operand(op.b, shape, false, Context::load_c);
  lower_fused_add(op, op.a, shape, a, b);
}

void Lowering::lower(const graph::LayerNorm& op) {
  const Shape shape = row_shape(op.input);
  const std::uint64_t bytes = std::uint64_t{16} * shape.columns;
  Shape table;
  table.columns = table.columns_last = bytes;
  const Place source{add_region(Space::dram, bytes, 1, Content::normalization), {}};
  Place parameters;
  parameters.region = add_region(Space::parameter, bytes, 1);
  push(load(Context::load_c, table, Layout::linear, Space::parameter), source, {}, {}, parameters);

  const Place input = row_operand(op.input, shape, false, Context::load_a);
  const Sink result = sink(op.output, shape);
  Draft item = draft(Opcode::layernorm, Context::normalization, shape);
  item.command.element_bytes = static_cast<std::uint8_t>(value(op.input).bytes_per_element());
  namespace names = program::constants::layernorm;
  item.command.constants[names::shift] = static_cast<std::uint32_t>(op.shift);
  item.command.constants[names::epsilon_low] = static_cast<std::uint32_t>(op.epsilon);
  item.command.constants[names::epsilon_high] = static_cast<std::uint32_t>(op.epsilon >> 32);
  push(item, input, {}, parameters, result.place);
  push_store(result);
}

void Lowering::lower(const graph::Softmax& op) {
  const Shape shape = row_shape(op.input);
  const Place input = row_operand(op.input, shape, false, Context::load_a);
  const Sink result = sink(op.output, shape);
  Draft item = draft(Opcode::softmax_plain, Context::softmax, shape);
  item.command.element_bytes = static_cast<std::uint8_t>(value(op.input).bytes_per_element());
  item.command.constants[program::constants::softmax_plain::score_align] = static_cast<std::uint32_t>(op.score_align);
  push(item, input, {}, {}, result.place);
  push_store(result);
}

}  // namespace octet::sim
