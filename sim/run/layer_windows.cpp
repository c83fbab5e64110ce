// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_windows.hpp"

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::sim {

std::vector<std::size_t> program_order(const program::Program& program) {
  std::vector<std::size_t> order;
  std::vector<bool> seen(program.layers.size());
  for (const program::Command& command : program.commands) {
    const std::size_t layer = command.layer;
    if (layer >= seen.size()) seen.resize(layer + 1);  // hand-made programs may name no layers
    if (!seen[layer]) order.push_back(layer);
    seen[layer] = true;
  }
  return order;
}

RunWindows layer_windows(const std::vector<std::size_t>& order, const std::vector<LayerCycles>& layers, Cycles cycles) {
  RunWindows out;
  out.cycles = out.startup = cycles;
  for (const std::size_t layer : order) out.startup = std::min(out.startup, layers.at(layer).start);
  out.layers.resize(layers.size());
  out.tail = out.startup;
  for (const std::size_t layer : order) {
    const Cycles end = std::max(out.tail, layers[layer].end);
    out.layers[layer] = {out.tail, end};
    out.tail = end;
  }
  OCTET_CHECK(out.tail <= cycles, "layers end with the run");
  return out;
}

}  // namespace octet::sim
