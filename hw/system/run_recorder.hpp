// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/common/granted_step.hpp"
#include "hw/system/run_result.hpp"

namespace octet::hw {

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
