// SPDX-License-Identifier: Apache-2.0
#include "sim/report/layer_groups.hpp"

#include <algorithm>
#include <map>

namespace octet::report {
namespace {

bool is_number(const std::string& part) {
  return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
}

void add(LayerGroup& group, const sim::LayerExplanation& layer) {
  const Cycles window = layer.window.cycles();
  group.shortest = group.count == 0 ? window : std::min(group.shortest, window);
  group.longest = std::max(group.longest, window);
  group.window += window;
  for (std::size_t cause = 0; cause < group.causes.size(); ++cause) group.causes[cause] += layer.causes[cause];
  group.roofline += layer.roofline.cycles;
  ++group.count;
}

/// Layers of a group may have different bounds: the one with the most cycles is told.
void find_bound(LayerGroup& group, const std::vector<const sim::LayerExplanation*>& layers) {
  std::map<std::string, Cycles> held;
  for (const auto* layer : layers) held[layer->bound.resource] += layer->bound.cycles;
  const auto most =
      std::max_element(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  group.bound = {most->first, most->second};
  for (const auto* layer : layers)
    if (layer->bound.resource == most->first) group.bound_span += layer->span;
}

}  // namespace

double ratio_of(Cycles part, Cycles whole) {
  return whole == Cycles(0) ? 0.0 : static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

std::string kind_of(const std::string& layer) {
  std::string kind;
  for (std::size_t at = 0; at <= layer.size();) {
    const std::size_t dot = std::min(layer.find('.', at), layer.size());
    const std::string part = layer.substr(at, dot - at);
    kind += (at == 0 ? "" : ".") + (is_number(part) ? std::string("*") : part);
    at = dot + 1;
  }
  return kind;
}

std::vector<LayerGroup> layer_groups(const sim::MachineTime& time) {
  const sim::Explanation& all = *time.explanation;
  std::vector<LayerGroup> groups;
  std::vector<std::vector<const sim::LayerExplanation*>> members;
  std::map<std::string, std::size_t> index;
  for (const std::size_t layer : all.order) {
    const std::string& name = time.layer_names.at(layer);
    const auto [found, is_new] = index.emplace(kind_of(name), groups.size());
    if (is_new) {
      groups.emplace_back().name = name;
      members.emplace_back();
    } else {
      groups[found->second].name = found->first;
    }
    add(groups[found->second], all.layers[layer]);
    members[found->second].push_back(&all.layers[layer]);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) find_bound(groups[i], members[i]);
  return groups;
}

}  // namespace octet::report
