// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_tap.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"

namespace octet::sim {

std::vector<bool> find_layers(const graph::Model& model, const std::vector<std::string>& names,
                              const std::string& place) {
  std::vector<std::string> known;
  for (const graph::Node& node : model.nodes) known.push_back(node.name);
  std::vector<bool> wanted(known.size());
  std::vector<Diagnostic> faults;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found != known.end())
      wanted[static_cast<std::size_t>(found - known.begin())] = true;
    else if (name == "all")
      wanted.assign(known.size(), true);
    else
      faults.push_back(
          {place, "expected a layer of " + model.name + " or all, got " + name + did_you_mean(name, known)});
  }
  if (!faults.empty()) throw UserError(std::move(faults));
  return wanted;
}

void take_constants(const graph::Model& model, const LayerTap& tap) {
  for (std::size_t node = 0; node < model.nodes.size(); ++node)
    if (const auto* data = graph::stored_by(model.nodes[node].op); data != nullptr && tap.wanted[node])
      tap.take(node, *data);
}

}  // namespace octet::sim
