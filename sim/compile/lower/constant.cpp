// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lower/define.hpp"

namespace octet::sim {

/// Nothing runs: what it stores is part of the image, in the homes that its readers want.
template <>
struct Lower<graph::Constant> : UsualLower {
  static void lower(Lowering&, const graph::Constant&) {}
};

template const How& how<graph::Constant>();

}  // namespace octet::sim
