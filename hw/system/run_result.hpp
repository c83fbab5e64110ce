// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hw/common/counters.hpp"
#include "models/core/matrix.hpp"

namespace octet::hw {

/// When a layer's steps ran: cycles [start, end); both 0 for a layer without a step. Layers overlap.
struct LayerTime {
  std::string name;
  Cycles start, end;
  std::array<Cycles, kUnitCount> busy{};  ///< occupancy of its steps, by UnitId

  Cycles cycles() const { return end - start; }
  friend bool operator==(const LayerTime&, const LayerTime&) = default;
};

/// One step on a unit: cycles [start, end).
struct TraceEvent {
  UnitId unit = UnitId::controller;
  std::uint32_t layer = 0;
  Cycles start, end;

  friend bool operator==(const TraceEvent&, const TraceEvent&) = default;
};

/// What one run of a program gives.
struct RunResult {
  Matrix<std::int16_t> output;  ///< empty without values
  Cycles cycles;
  Counters counters;
  std::vector<LayerTime> layers;  ///< by graph node
  std::vector<TraceEvent> trace;  ///< in order of grants; empty unless asked for
};

}  // namespace octet::hw
