// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace octet {

/// The one generator, splitmix64 (Steele, Lea, Flood 2014): the same numbers from the same seed everywhere, which the
/// standard library's distributions do not promise.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// In [low, high], both included; even but for a bias below 2^-32 for ranges below 2^32.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % (static_cast<std::uint64_t>(high - low) + 1));
  }

 private:
  std::uint64_t state_;
};

}  // namespace octet
