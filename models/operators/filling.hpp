// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/core/splitmix.hpp"
#include "models/operators/value.hpp"

namespace octet::graph {

/// What operators draw random fields from. Nodes are filled in execution order, and each says the root mean square of
/// the integers that it writes, for those that read them.
class Filling {
 public:
  Filling(Values values, std::uint64_t seed, bool varied)
      : is_varied(varied), random(seed), values_(values), rms_(values.size(), 0.0), scales_(values.size(), 1.0) {}

  const Value& value(ValueId id) const { return values_[id]; }
  double& rms(ValueId id) { return rms_[static_cast<std::size_t>(id)]; }
  /// Its real step; an operator with a grid of its own says it.
  double& scale(ValueId id) { return scales_[static_cast<std::size_t>(id)]; }
  /// Standard deviation aimed at for `bits` bits: a quarter of the range.
  static double target(int bits) { return std::ldexp(1.0, bits - 3); }
  /// That of a value.
  double target_of(ValueId id) const { return target(value(id).bits); }

  DyadicScale dyadic(double factor) const { return dyadic_from_real(factor, numerics.multiplier_bits); }
  std::int32_t symmetric(std::int64_t bound) { return static_cast<std::int32_t>(random.between(-bound, bound)); }
  /// `factor` times a random number around 1, at most `spread` percent away.
  double near(double factor, int spread) {
    return factor * static_cast<double>(random.between(100 - spread, 100 + spread)) / 100.0;
  }

  Numerics numerics;  ///< of the node that is filled
  /// Also what networks seldom have, to try machines with: ranges beside the usual, an epsilon, a negative gain.
  const bool is_varied;
  SplitMix random;

 private:
  Values values_;
  std::vector<double> rms_, scales_;
};

}  // namespace octet::graph
