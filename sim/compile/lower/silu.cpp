// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

template <>
struct Lower<graph::Silu> : UsualLower {
  static void lower(Lowering& lowering, const graph::Silu& op);
  static void lower_fused(Lowering& lowering, const graph::Silu& op, const Fused& fused);
};

void Lower<graph::Silu>::lower(Lowering& lowering, const graph::Silu& op) {
  const IterationSpace shape = lowering.row_shape(op.input);
  const Place input = lowering.row_operand(op.input, shape, false, program::Context::load_a);
  lower_fused(lowering, op, {op.input, shape, input, {}});
}

void Lower<graph::Silu>::lower_fused(Lowering& lowering, const graph::Silu& op, const Fused& fused) {
  namespace names = program::constants::silu;
  const Lowering::Sink result = lowering.sink(op.output, fused.shape);
  Draft out = lowering.draft(program::Opcode::silu, program::Context::activation, fused.shape);
  out.command.element_bytes = static_cast<std::uint8_t>(lowering.value(op.input).bytes_per_element());
  out.command.constants[names::align] = static_cast<std::uint32_t>(op.align);
  out.command.constants[names::multiplier] = op.scale.multiplier;
  out.command.constants[names::shift] = op.scale.shift;
  lowering.push(out, fused.input, {}, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Silu>();

}  // namespace octet::sim
