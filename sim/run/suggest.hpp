// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/progress.hpp"
#include "models/graph/model.hpp"
#include "sim/map/mapping.hpp"
#include "sim/run/explanation.hpp"

namespace octet::sim {

/// For the two causes the array waits for longest, if they take at least a hundredth of the run: single changes of the
/// architecture that act on the cause, each compiled and timed. Per cause the one with the fewest cycles, if fewer than
/// now, else an empty one. Then the same for the keys of `mapping`, each by itself, whatever the causes. What is
/// suggested is measured.
/// All of them with `mapping`, if not null.
std::vector<Suggestion> suggest(const graph::Model& model, const arch::Architecture& architecture,
                                const map::Mapping* mapping, const Explanation& explanation,
                                const Progress& progress = {});

}  // namespace octet::sim
