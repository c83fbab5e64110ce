// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace octet::graph {

inline double largest_of(std::span<const float> values) {
  double largest = 0.0;
  for (const float x : values) largest = std::max(largest, std::abs(static_cast<double>(x)));
  return largest;
}

}  // namespace octet::graph
