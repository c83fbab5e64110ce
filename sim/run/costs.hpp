// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/tech/energy.hpp"

namespace octet::sim {

struct RunRecord;

/// What the machine of a run takes of the chip and what one inference takes of energy, at one technology table.
struct Costs {
  tech::Technology technology;
  tech::Area area;
  std::optional<tech::Energy> energy;  ///< of one inference; nothing in a view without time
  std::string energy_missing_reason;   ///< why there is none
  /// By `RunRecord::layers`: the events of the layer's commands, and the leakage of its window. Nothing for a node that
  /// became part of another.
  std::vector<std::optional<tech::Energy>> layers;
  /// Nothing in a view that does not know when layers ran. What belongs to no layer: leakage before the first step and
  /// after the last. All layers and this make the whole.
  std::optional<tech::Energy> outside;
};

/// Prices a run. A table that lacks a row which the architecture needs throws `UserError`.
Costs costs(const RunRecord& record, const tech::Technology& technology);

}  // namespace octet::sim
