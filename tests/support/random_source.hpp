// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "models/core/splitmix.hpp"

namespace octet::test {

/// Seed of every random test: the environment variable OCTET_SEED, or a fixed number. Tests `CAPTURE` it, so a failure
/// prints it.
inline std::uint64_t seed() {
  const char* text = std::getenv("OCTET_SEED");
  return text == nullptr ? 20240607 : std::strtoull(text, nullptr, 0);
}

/// Random numbers that are the same on every library: splitmix64.
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t start = seed()) : generator_(start) {}

  std::uint64_t bits() { return generator_.next(); }
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) { return generator_.between(low, high); }
  /// Standard normal (Box-Muller).
  double gaussian() {
    const double u = (static_cast<double>(bits() >> 11) + 1.0) * 0x1p-53;
    const double v = static_cast<double>(bits() >> 11) * 0x1p-53;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * 3.14159265358979323846 * v);
  }

 private:
  SplitMix generator_;
};

}  // namespace octet::test
