// SPDX-License-Identifier: Apache-2.0
#include "sim/run/costs.hpp"

#include "sim/run/record.hpp"

namespace octet::sim {

Costs costs(const RunRecord& record, const tech::Technology& technology) {
  const tech::Prices prices(record.architecture, technology);
  Costs out{technology, prices.area(), {}, {}, {}, {}};
  out.layers.resize(record.layers.size());
  if (!record.time) {
    out.energy_missing_reason = "the " + record.view + " view has no time and counts no events";
    return out;
  }
  const MachineTime& time = *record.time;
  out.energy = prices.energy(time.events, time.cycles);
  if (time.layers.empty()) return out;
  const auto of_layer = [&](std::size_t index) {
    return prices.energy(time.layer_events[index], time.windows.layers[index].cycles());
  };
  std::vector<bool> is_shown(time.layer_events.size());
  for (std::size_t i = 0; i < record.layers.size(); ++i) {
    const auto index = record.layers[i].machine_layer;
    if (!index) continue;
    out.layers[i] = of_layer(*index);
    is_shown[*index] = true;
  }
  // Layers of hand-made programs have no node.
  Cycles cycles = time.windows.startup + (time.windows.cycles - time.windows.tail);
  out.outside = prices.energy({}, cycles);
  for (std::size_t i = 0; i < is_shown.size(); ++i) {
    if (is_shown[i]) continue;
    const tech::Energy more = of_layer(i);
    for (std::size_t unit = 0; unit < more.units.size(); ++unit) {
      out.outside->units[unit].dynamic += more.units[unit].dynamic;
      out.outside->units[unit].leakage += more.units[unit].leakage;
    }
  }
  return out;
}

}  // namespace octet::sim
