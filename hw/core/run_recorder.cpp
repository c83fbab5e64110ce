// SPDX-License-Identifier: Apache-2.0
#include "hw/core/run_recorder.hpp"

#include <algorithm>

namespace octet::hw {

RunRecorder::RunRecorder(const std::vector<std::string>& names, bool with_trace, bool with_array)
    : with_trace_(with_trace), with_array_(with_array) {
  for (const std::string& layer : names) layers.push_back({.name = layer, .start = {}, .end = {}, .busy = {}});
}

void RunRecorder::add(UnitId unit, const GrantedStep& step, const StepTiming& timing) {
  const std::size_t layer = step.command().layer;
  // Hand-made programs may name no layers.
  while (layers.size() <= layer)
    layers.push_back({.name = "layer " + std::to_string(layers.size()), .start = {}, .end = {}, .busy = {}});
  LayerTime& time = layers[layer];
  const Cycles start(step.granted + 1), end(timing.finish + 1);
  // Grants come in order of time, so the first one seen starts the layer.
  if (time.end == Cycles(0)) time.start = start;
  time.end = std::max(time.end, end);
  time.busy[static_cast<std::size_t>(unit)] += Cycles(timing.occupancy_end - step.granted);
  if (with_trace_)
    trace.push_back({unit, static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(step.issued->index),
                     step.step.i0 * step.command().count1 + step.step.i1, start, Cycles(timing.occupancy_end + 1),
                     end});
}

}  // namespace octet::hw
