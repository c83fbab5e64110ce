// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hw/common/counters.hpp"
#include "hw/common/stand_in_steps.hpp"
#include "hw/system/array_log.hpp"
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

/// One step on a unit: cycles [start, end); from `release` on the unit takes the next.
struct TraceEvent {
  UnitId unit = UnitId::controller;
  std::uint32_t layer = 0;
  std::uint32_t command = 0, step = 0;  ///< index in the program, index in the command
  Cycles start, release, end;

  friend bool operator==(const TraceEvent&, const TraceEvent&) = default;
};

/// What one run of a program gives.
struct RunResult {
  Matrix<std::int16_t> output;  ///< empty without values
  Cycles cycles;
  Counters counters;
  std::vector<LayerTime> layers;   ///< by graph node
  std::vector<TraceEvent> trace;   ///< in order of grants; empty unless asked for
  std::vector<ArrayChange> array;  ///< why the array waits, from cycle 0 on; empty unless asked for
  /// Units that others stood in for. Where steps were off, layers and trace hold the cycles that the units would have
  /// taken.
  std::vector<StandInSteps> stand_ins;
};

}  // namespace octet::hw
