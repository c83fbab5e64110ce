// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/compile/lower/how.hpp"

// For lower/<operator>.cpp, which specializes `Lower` and ends with `template const How& how<graph::Operator>();`.
namespace octet::sim {

/// `lower`, and whatever of the following is not as usual; `lower_fused` for an operator of at most two operands whose
/// chunks of columns need no others.
template <class Op>
struct Lower;

struct UsualLower {
  /// As row panels.
  static void want_homes(Lowering& lowering, const auto& op) {
    for (const graph::ValueId id : graph::inputs_of(op)) lowering.home(id).wants_panels = true;
  }
  static graph::ValueId needed_last(const auto& /*op*/) { return -1; }
};

template <class Op>
const How& how() {
  static const How kHow = [] {
    How it{};
    it.want_homes = [](Lowering& lowering, const graph::Operator& op) {
      Lower<Op>::want_homes(lowering, std::get<Op>(op));
    };
    it.lower = [](Lowering& lowering, const graph::Operator& op) { Lower<Op>::lower(lowering, std::get<Op>(op)); };
    if constexpr (requires { &Lower<Op>::lower_fused; })
      it.lower_fused = [](Lowering& lowering, const graph::Operator& op, const Fused& fused) {
        Lower<Op>::lower_fused(lowering, std::get<Op>(op), fused);
      };
    it.needed_last = [](const graph::Operator& op) { return Lower<Op>::needed_last(std::get<Op>(op)); };
    return it;
  }();
  return kHow;
}

}  // namespace octet::sim
