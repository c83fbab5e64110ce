// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/compile/lowering.hpp"

namespace octet::sim {

/// A node in the group of the linear layer that writes its operand `fresh`.
struct Fused {
  graph::ValueId fresh;
  const IterationSpace& shape;
  const Place& input;  ///< of `fresh`
  const Place& other;  ///< of the other operand, if any
};

/// What lower/<operator>.cpp says of its operator.
struct How {
  /// Marks how it reads its inputs, in their homes.
  void (*want_homes)(Lowering& lowering, const graph::Operator& op);
  /// Appends the commands of a node to the group that was begun for it.
  void (*lower)(Lowering& lowering, const graph::Operator& op);
  /// The same in the group of a linear layer; null where it cannot run there.
  void (*lower_fused)(Lowering& lowering, const graph::Operator& op, const Fused& fused);
  /// The operand that is needed last, whose writer may run after those of the others; -1 for none.
  graph::ValueId (*needed_last)(const graph::Operator& op);
};

/// Instantiated by lower/<operator>.cpp alone (define.hpp).
template <class Op>
const How& how();

const How& how_of(const graph::Operator& op);

}  // namespace octet::sim
