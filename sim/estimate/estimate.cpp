// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/estimate.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "sim/estimate/timeline.hpp"
#include "sim/estimate/traffic.hpp"

namespace octet::sim {

Estimate estimate(const program::Program& program, const arch::Architecture& architecture, Loops loops) {
  if (!(program.geometry == architecture.geometry()))
    throw UserError("", "the program was compiled for " + program.architecture + ", whose geometry is not that of " +
                            architecture.name);
  estimation::Timeline timeline(program, architecture, loops == Loops::skip_repetitions);
  Estimate out;
  out.cycles = Cycles(timeline.run());
  out.steps_walked = timeline.steps_walked();
  out.layers.resize(program.layers.size());
  out.busy[static_cast<std::size_t>(hw::UnitId::controller)] = Cycles(timeline.fetch_busy());
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const estimation::CommandSpan& span = timeline.commands()[i];
    const program::Command& command = program.commands[i];
    out.commands.push_back({Cycles(span.start), Cycles(span.end), Cycles(span.busy)});
    out.busy[static_cast<std::size_t>(hw::unit_of(command.context))] += Cycles(span.busy);
    if (command.layer >= out.layers.size()) out.layers.resize(command.layer + 1u);
    EstimatedLayer& layer = out.layers[command.layer];
    layer.start = layer.end == Cycles(0) ? Cycles(span.start) : std::min(layer.start, Cycles(span.start));
    layer.end = std::max(layer.end, Cycles(span.end));
    layer.busy += Cycles(span.busy);
  }
  out.layer_traffic = estimation::count_layers(program, architecture, timeline.commands());
  out.traffic = estimation::sum_of(out.layer_traffic);
  return out;
}

}  // namespace octet::sim
