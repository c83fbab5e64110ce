// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace octet::crosscheck {

/// A small deterministic generator: the same numbers from the same seed with every compiler.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high);
  /// The same for counts and sizes; `high` is at least `low`.
  std::uint32_t pick(std::uint64_t low, std::uint64_t high);
  /// True once in `n` draws.
  bool once_in(std::uint64_t n) { return next() % n == 0; }

 private:
  std::uint64_t state_;
};

/// The seed of one case: the same whatever else is drawn beside it.
std::uint64_t case_seed(std::uint64_t seed, std::string_view name, std::uint64_t index);

}  // namespace octet::crosscheck
