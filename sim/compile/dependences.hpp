// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/core/progress.hpp"
#include "models/program/geometry.hpp"
#include "sim/compile/sequence.hpp"

namespace octet::sim {

/// Before a step may start, the step with `ordinal` in `context` (and so every one before it) must have finished.
struct Requirement {
  std::uint8_t context = 0;
  std::uint32_t ordinal = 0;
  std::uint32_t sequence = 0;  ///< of the same step
};

/// What every step must wait for, by sequence number: the direct conflicts of its accesses with those of earlier steps
/// in other contexts (read after write, write after read, write after write), at most one a context. Their transitive
/// closure orders every conflicting pair. `progress` counts steps.
std::vector<std::vector<Requirement>> find_dependences(const std::vector<program::Command>& commands,
                                                       const Sequence& sequence, const program::Geometry& geometry,
                                                       const Progress& progress = {});

}  // namespace octet::sim
