// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/normalization.hpp"

namespace octet::sim {

using program::Context;
using program::Layout;
using program::Space;

void lower_rows(Lowering& lowering, const RowNormalization& it) {
  const IterationSpace shape = lowering.row_shape(it.input);
  const std::uint64_t bytes = std::uint64_t{16} * shape.columns;
  IterationSpace table;
  table.columns = table.columns_last = bytes;
  const Place source{lowering.add_region(Space::dram, bytes, 1, it.fill_table), {}};
  Place parameters;
  parameters.region = lowering.add_region(Space::parameter, bytes, 1);
  lowering.push(lowering.load(Context::load_c, table, Layout::linear, Space::parameter), source, {}, {}, parameters);

  const Place input = lowering.row_operand(it.input, shape, false, Context::load_a);
  const Lowering::Sink result = lowering.sink(it.output, shape);
  Draft item = lowering.draft(it.opcode, Context::normalization, shape);
  item.command.element_bytes = static_cast<std::uint8_t>(lowering.value(it.input).bytes_per_element());
  namespace names = program::constants::layernorm;
  item.command.constants[names::shift] = static_cast<std::uint32_t>(it.shift);
  item.command.constants[names::epsilon_low] = static_cast<std::uint32_t>(it.epsilon);
  item.command.constants[names::epsilon_high] = static_cast<std::uint32_t>(it.epsilon >> 32);
  lowering.push(item, input, {}, parameters, result.place);
  lowering.push_store(result);
}

}  // namespace octet::sim
