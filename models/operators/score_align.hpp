// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "models/operators/value.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {

/// What files may say of a score_align; `check` judges it.
inline constexpr int kFileScoreAlign = 64;

/// Of packages from before the key: the one that went with the width of scores.
inline int usual_score_align(const Numerics& numerics) {
  return golden::default_score_align(std::clamp(numerics.score_bits, 8, 16));  // other widths are told elsewhere
}

}  // namespace octet::graph
