// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hw/common/granted_step.hpp"
#include "hw/core/array_log.hpp"

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

/// Collects when each layer ran, and every step where a trace is wanted.
class RunRecorder {
 public:
  RunRecorder(const std::vector<std::string>& layers, bool with_trace, bool with_array = false);
  void add(UnitId unit, const GrantedStep& step, const StepTiming& timing);

  std::vector<LayerTime> layers;
  std::vector<TraceEvent> trace;
  ArrayLog array;
  /// Whether the scoreboard is to find out what the array waits for.
  bool with_array() const { return with_array_; }

 private:
  bool with_trace_, with_array_;
};

}  // namespace octet::hw
