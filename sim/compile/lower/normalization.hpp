// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>

#include "sim/compile/image.hpp"
#include "sim/compile/lower/define.hpp"

// Operators that the normalization unit computes: one command of rows, with a table of 16 bytes a column.
namespace octet::sim {

struct RowNormalization {
  graph::ValueId input, output;
  program::Opcode opcode;
  int shift;
  std::uint64_t epsilon;
  Fill fill_table;
};
void lower_rows(Lowering& lowering, const RowNormalization& it);

/// Entries {i32 beta, i32 gamma, 8 bytes zero}; an operator without beta has zeros.
template <class Op>
void fill_normalization(std::uint8_t* out, const Region& region, const graph::Model& model,
                        const arch::Architecture& /*architecture*/) {
  const auto& op = node_of<Op>(region, model);
  for (std::size_t column = 0; column < op.gamma.size(); ++column, out += 16) {
    if constexpr (requires { op.beta; }) write32(out, std::bit_cast<std::uint32_t>(op.beta[column]));
    write32(out + 4, std::bit_cast<std::uint32_t>(op.gamma[column]));
  }
}

/// Constants of all such opcodes: shift, epsilon_low, epsilon_high, in this order.
template <class Op>
void lower_normalization(Lowering& lowering, const Op& op, program::Opcode opcode) {
  lower_rows(lowering, {op.input, op.output, opcode, op.shift, op.epsilon, fill_normalization<Op>});
}

}  // namespace octet::sim
