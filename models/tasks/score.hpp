// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "models/core/matrix.hpp"

namespace octet::tasks {

/// The class of a sample: its largest output, the first of equals.
template <class T>
std::size_t predicted_class(const Matrix<T>& output) {
  return static_cast<std::size_t>(std::max_element(output.data().begin(), output.data().end()) - output.data().begin());
}

/// Right answers among those given.
struct Score {
  std::uint64_t samples = 0, right = 0;

  void count(std::size_t answer, std::size_t expected) {
    ++samples;
    if (answer == expected) ++right;
  }
  Score& operator+=(const Score& other) {
    samples += other.samples;
    right += other.right;
    return *this;
  }
  /// In [0, 1]; 0 where no answer was given.
  double share() const { return samples == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(samples); }
};

}  // namespace octet::tasks
