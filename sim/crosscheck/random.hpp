// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "models/core/splitmix.hpp"

namespace octet::crosscheck {

/// The generator, and what drawing cases asks of it beside.
class Random : public SplitMix {
 public:
  using SplitMix::SplitMix;
  /// Uniform in [low, high] for counts and sizes; `high` is at least `low`.
  std::uint32_t pick(std::uint64_t low, std::uint64_t high) {
    return static_cast<std::uint32_t>(between(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
  }
  /// True once in `n` draws.
  bool once_in(std::uint64_t n) { return next() % n == 0; }
};

/// The seed of one case: the same whatever else is drawn beside it.
std::uint64_t case_seed(std::uint64_t seed, std::string_view name, std::uint64_t index);

}  // namespace octet::crosscheck
