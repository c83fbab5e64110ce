// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>

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
  explicit RandomSource(std::uint64_t start = seed()) : state_(start) {}

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(high - low + 1));
  }
  /// Standard normal (Box-Muller).
  double gaussian() {
    const double u = (static_cast<double>(bits() >> 11) + 1.0) * 0x1p-53;
    const double v = static_cast<double>(bits() >> 11) * 0x1p-53;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * 3.14159265358979323846 * v);
  }

 private:
  std::uint64_t state_;
};

}  // namespace octet::test
