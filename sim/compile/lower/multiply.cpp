// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

using program::Context;

template <>
struct Lower<graph::Multiply> : UsualLower {
  static void lower(Lowering& lowering, const graph::Multiply& op);
  static void lower_fused(Lowering& lowering, const graph::Multiply& op, const Fused& fused);
};

void Lower<graph::Multiply>::lower(Lowering& lowering, const graph::Multiply& op) {
  const IterationSpace shape = lowering.row_shape(op.output);
  const Place a = lowering.row_operand(op.a, shape, false, Context::load_a);
  const Place b = op.a == op.b ? a : lowering.row_operand(op.b, shape, false, Context::load_c);
  lower_fused(lowering, op, {op.a, shape, a, b});
}

void Lower<graph::Multiply>::lower_fused(Lowering& lowering, const graph::Multiply& op, const Fused& fused) {
  namespace names = program::constants::multiply;
  const Lowering::Sink result = lowering.sink(op.output, fused.shape);
  const auto bytes = [&](graph::ValueId id) { return lowering.value(id).bytes_per_element(); };
  Draft out = lowering.draft(program::Opcode::multiply, Context::residual_adder, fused.shape);
  out.command.element_bytes = static_cast<std::uint8_t>(bytes(op.output));
  out.command.element_bytes_b = static_cast<std::uint8_t>(bytes(op.a) | bytes(op.b) << 4);
  out.command.constants[names::multiplier] = op.scale.multiplier;
  out.command.constants[names::shift] = op.scale.shift;
  out.command.constants[names::output_bits] = static_cast<std::uint32_t>(lowering.value(op.output).bits);
  // A square reads one operand twice.
  const Place& other = op.a == op.b ? fused.input : fused.other;
  const bool is_a = op.a == fused.fresh;
  lowering.push(out, is_a ? fused.input : other, is_a ? other : fused.input, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Multiply>();

}  // namespace octet::sim
