// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/normalization.hpp"

namespace octet::sim {

template <>
struct Lower<graph::RmsNorm> : UsualLower {
  static void lower(Lowering& lowering, const graph::RmsNorm& op) {
    lower_normalization(lowering, op, program::Opcode::rmsnorm);
  }
};

template const How& how<graph::RmsNorm>();

}  // namespace octet::sim
