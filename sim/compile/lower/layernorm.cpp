// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/normalization.hpp"

namespace octet::sim {

template <>
struct Lower<graph::LayerNorm> : UsualLower {
  static void lower(Lowering& lowering, const graph::LayerNorm& op) {
    lower_normalization(lowering, op, program::Opcode::layernorm);
  }
};

template const How& how<graph::LayerNorm>();

}  // namespace octet::sim
