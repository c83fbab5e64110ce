// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "models/core/splitmix.hpp"
#include "sim/explore/space.hpp"

namespace octet::explore {

/// Draws allowed points, none of them twice.
class Sampler {
 public:
  Sampler(const Space& space, std::uint64_t seed) : space_(space), random_(seed) {}

  /// A whole number below `bound`, which is not 0.
  std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }
  /// Whether it happens, `percent` times in 100.
  bool chance(std::uint64_t percent) { return below(100) < percent; }

  /// A point that was not taken before, now taken; nothing when chance finds none in many draws.
  std::optional<Genome> draw();
  /// Takes a point; false when it was taken before or is not allowed.
  bool take(const Genome& point);

 private:
  const Space& space_;
  SplitMix random_;
  std::set<Genome> taken_;
};

}  // namespace octet::explore
