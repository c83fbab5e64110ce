// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

using program::Context;
using program::Opcode;

template <>
struct Lower<graph::Gelu> : UsualLower {
  static void lower(Lowering& lowering, const graph::Gelu& op);
  static void lower_fused(Lowering& lowering, const graph::Gelu& op, const Fused& fused);
};

void Lower<graph::Gelu>::lower(Lowering& lowering, const graph::Gelu& op) {
  const IterationSpace shape = lowering.row_shape(op.input);
  const Place input = lowering.row_operand(op.input, shape, false, Context::load_a);
  lower_fused(lowering, op, {op.input, shape, input, {}});
}

void Lower<graph::Gelu>::lower_fused(Lowering& lowering, const graph::Gelu& op, const Fused& fused) {
  const Lowering::Sink result = lowering.sink(op.output, fused.shape);
  Draft out = lowering.draft(Opcode::gelu, Context::activation, fused.shape);
  out.command.element_bytes = static_cast<std::uint8_t>(lowering.value(op.input).bytes_per_element());
  out.command.constants[program::constants::gelu::input_bits] =
      static_cast<std::uint32_t>(lowering.value(op.input).bits);
  out.command.constants[program::constants::gelu::one_bits] = static_cast<std::uint32_t>(op.one_bits);
  out.command.constants[program::constants::gelu::multiplier] = op.scale.multiplier;
  out.command.constants[program::constants::gelu::shift] = op.scale.shift;
  lowering.push(out, fused.input, {}, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Gelu>();

}  // namespace octet::sim
