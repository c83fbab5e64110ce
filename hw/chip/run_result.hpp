// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/common/counters.hpp"
#include "hw/common/stand_in_steps.hpp"
#include "hw/core/run_recorder.hpp"
#include "models/core/matrix.hpp"

namespace octet::hw {

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
