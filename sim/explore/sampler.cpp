// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/sampler.hpp"

namespace octet::explore {
namespace {

constexpr int kMostDraws = 20'000;

}  // namespace

std::optional<Genome> Sampler::draw() {
  for (int i = 0; i < kMostDraws; ++i) {
    Genome point;
    for (std::size_t axis = 0; axis < space_.dimensions(); ++axis)
      point.push_back(static_cast<std::uint32_t>(below(space_.choices(axis))));
    if (take(point)) return point;
  }
  return std::nullopt;
}

bool Sampler::take(const Genome& point) { return space_.is_allowed(point) && taken_.insert(point).second; }

}  // namespace octet::explore
