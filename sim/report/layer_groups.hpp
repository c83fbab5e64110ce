// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/run/record.hpp"

namespace octet::report {

/// 0 for nothing of nothing.
double ratio_of(Cycles part, Cycles whole);

/// Layers whose names differ in numbers only (`blocks.0.norm1`, `blocks.1.norm1`), added up.
struct LayerGroup {
  std::string name;  ///< `blocks.*.norm1`; of a layer alone its own
  std::size_t count = 0;
  Cycles window, shortest, longest;  ///< of all layers, of one
  sim::CauseCycles causes{};         ///< of all their windows
  Cycles roofline;
  sim::ResourceCycles bound;  ///< the resource that bounds most of their cycles, and what they hold it
  Cycles bound_span;          ///< spans of the layers that it bounds
};

/// `blocks.3.norm1` -> `blocks.*.norm1`: numbers between dots.
std::string kind_of(const std::string& layer);

/// Groups in the program order of their first layers. `time` has an explanation.
std::vector<LayerGroup> layer_groups(const sim::MachineTime& time);

}  // namespace octet::report
