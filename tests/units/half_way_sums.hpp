// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "tests/support/random_source.hpp"

namespace octet::test {

/// The largest shift of which a half, 2^34, is a sum of normalization: x_hat * gamma + beta stays below 2^34 + 2^31.
inline constexpr int kLargestHalvedShift = 35;

/// Draws gamma and beta of normalization so that x_hat * gamma + beta is an odd number of halves of 2^shift, or one
/// more or less.
class HalfWaySums {
 public:
  /// `shift`: 1 .. kLargestHalvedShift.
  HalfWaySums(RandomSource& random, int shift) : random_(random), half_(std::int64_t{1} << (shift - 1)) {}

  /// {gamma, beta} for an element of this x_hat; any, and not counted, when x_hat is too small for such a sum.
  std::pair<std::int32_t, std::int32_t> parameters(std::int64_t x_hat) {
    const std::int64_t offset = static_cast<std::int64_t>(drawn_ % 3) - 1;
    // From saturation to saturation, as far as sums go.
    const std::int64_t most = std::min<std::int64_t>(131, (kLargestSum / half_ - 1) / 2);
    const std::int64_t sum = (2 * random_.between(-most - 1, most) + 1) * half_ + offset;
    const double wanted = x_hat == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(x_hat);
    const auto gamma = static_cast<std::int64_t>(
        std::clamp(std::round(wanted) + static_cast<double>(random_.between(-99, 99)), -65536.0, 65535.0));
    const std::int64_t beta = sum - x_hat * gamma;
    if (beta != static_cast<std::int32_t>(beta)) return {static_cast<std::int32_t>(gamma), 0};
    ++drawn_;
    return {static_cast<std::int32_t>(gamma), static_cast<std::int32_t>(beta)};
  }

  /// Whether a half, one less and one more were all drawn.
  bool all_met() const { return drawn_ >= 3; }

 private:
  static constexpr std::int64_t kLargestSum = std::int64_t{1} << 34;
  RandomSource& random_;
  std::int64_t half_;
  std::uint64_t drawn_ = 0;
};

}  // namespace octet::test
