// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/how.hpp"

namespace octet::sim {

const How& how_of(const graph::Operator& op) {
  return std::visit([]<class Op>(const Op&) -> const How& { return how<Op>(); }, op);
}

}  // namespace octet::sim
