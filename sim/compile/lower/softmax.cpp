// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

using program::Context;
using program::Opcode;

template <>
struct Lower<graph::Softmax> : UsualLower {
  static void lower(Lowering& lowering, const graph::Softmax& op);
};

void Lower<graph::Softmax>::lower(Lowering& lowering, const graph::Softmax& op) {
  const IterationSpace shape = lowering.row_shape(op.input);
  const Place input = lowering.row_operand(op.input, shape, false, Context::load_a);
  const Lowering::Sink result = lowering.sink(op.output, shape);
  Draft item = lowering.draft(Opcode::softmax_plain, Context::softmax, shape);
  item.command.element_bytes = static_cast<std::uint8_t>(lowering.value(op.input).bytes_per_element());
  item.command.constants[program::constants::softmax_plain::score_align] = static_cast<std::uint32_t>(op.score_align);
  lowering.push(item, input, {}, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Softmax>();

}  // namespace octet::sim
