// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

using program::Context;
using program::Opcode;

template <>
struct Lower<graph::Add> : UsualLower {
  static void lower(Lowering& lowering, const graph::Add& op);
  static void lower_fused(Lowering& lowering, const graph::Add& op, const Fused& fused);
};

void Lower<graph::Add>::lower(Lowering& lowering, const graph::Add& op) {
  const IterationSpace shape = lowering.row_shape(op.output);
  const Place a = lowering.row_operand(op.a, shape, false, Context::load_a);
  const Place b = op.a == op.b ? a : lowering.row_operand(op.b, shape, false, Context::load_c);
  lower_fused(lowering, op, {op.a, shape, a, b});
}

void Lower<graph::Add>::lower_fused(Lowering& lowering, const graph::Add& op, const Fused& fused) {
  const Lowering::Sink result = lowering.sink(op.output, fused.shape);
  const bool is_a = op.a == fused.fresh;
  Draft out = lowering.draft(Opcode::add, Context::residual_adder, fused.shape);
  out.command.element_bytes = static_cast<std::uint8_t>(lowering.value(op.output).bytes_per_element());
  out.command.element_bytes_b = static_cast<std::uint8_t>(lowering.value(op.a).bytes_per_element() |
                                                          lowering.value(op.b).bytes_per_element() << 4);
  out.command.constants[program::constants::add::multiplier_a] = op.scale_a.multiplier;
  out.command.constants[program::constants::add::shift_a] = op.scale_a.shift;
  out.command.constants[program::constants::add::multiplier_b] = op.scale_b.multiplier;
  out.command.constants[program::constants::add::shift_b] = op.scale_b.shift;
  out.command.constants[program::constants::add::output_bits] =
      static_cast<std::uint32_t>(lowering.value(op.output).bits);
  lowering.push(out, is_a ? fused.input : fused.other, is_a ? fused.other : fused.input, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Add>();

}  // namespace octet::sim
