// SPDX-License-Identifier: Apache-2.0
#include "sim/map/decisions.hpp"

#include <algorithm>

namespace octet::map {

const LayerMapping Decisions::kNothing{};

Decisions::Decisions(const graph::Model& model, const arch::Architecture& architecture, const Mapping& wanted)
    : model_(model),
      architecture_(architecture),
      wanted_(wanted),
      writer_(model.values.size(), -1),
      spilled_(model.values.size()),
      smallest_(model.nodes.size()),
      fused_(model.nodes.size()),
      chunks_(model.nodes.size()) {
  for (std::size_t node = 0; node < model.nodes.size(); ++node)
    writer_[static_cast<std::size_t>(graph::output_of(model.nodes[node].op))] = static_cast<int>(node);
  begin();
}

UserError Decisions::refusal(std::size_t node, const std::string& what) const {
  return UserError(wanted_.file, "layer " + model_.nodes[node].name + ": " + what);
}

bool Decisions::fuses(std::size_t node) {
  const bool does = wanted(node).is_fused.value_or(architecture_.mapping.fuse);
  fused_[node] = does;
  return does;
}

std::uint64_t Decisions::chunk_tiles(std::size_t node, const ChunkRequest& request) {
  const std::uint64_t tiles =
      smallest_[node] ? 1 : choose_chunk_tiles(architecture_, request, wanted(node).chunk_tiles);
  chunks_[node] = static_cast<std::uint32_t>(tiles);
  return tiles;
}

std::uint32_t Decisions::slots(std::size_t node, machine::Space space) const {
  const arch::MappingKeys& keys = architecture_.mapping;
  const machine::PerBuffer<std::uint32_t> usual{keys.activation_slots, keys.weight_slots, keys.accumulator_slots,
                                                keys.parameter_slots};
  return wanted(node).slots[space].value_or(usual[space]);
}

void Decisions::take_the_least() {
  spilled_.assign(spilled_.size(), true);
  smallest_.assign(smallest_.size(), true);
}

void Decisions::begin() {
  for (std::size_t value = 0; value < spilled_.size(); ++value) {
    const bool keeps = architecture_.mapping.keep_on_chip;
    spilled_[value] =
        !(writer_[value] < 0 ? keeps : wanted(static_cast<std::size_t>(writer_[value])).is_on_chip.value_or(keeps));
  }
  for (std::size_t node = 0; node < smallest_.size(); ++node)
    smallest_[node] = wanted(node).is_smallest.value_or(false);
}

bool Decisions::may_spill(graph::ValueId id) const {
  const int writer = writer_[static_cast<std::size_t>(id)];
  return writer < 0 || wanted(static_cast<std::size_t>(writer)).is_on_chip != true;
}

std::vector<Diagnostic> Decisions::unused() const {
  std::vector<Diagnostic> faults;
  const auto add = [&](const UserError& it) { faults.push_back(it.diagnostics().front()); };
  for (std::size_t node = 0; node < wanted_.layers.size(); ++node) {
    if (wanted(node).is_fused == true && !fused_[node])
      add(refusal(node, "fused: expected a layer that can run along with the product before it"));
    if (wanted(node).is_smallest == true && wanted(node).chunk_tiles.value_or(1) > 1)
      add(refusal(node, "chunk_tiles: expected 1 or none beside smallest: true"));
    if (wanted(node).chunk_tiles && !chunks_[node]) add(refusal(node, "chunk_tiles: expected a product with weights"));
  }
  return faults;
}

bool Decisions::shrink(std::size_t node) {
  if (wanted(node).is_smallest == false || wanted(node).chunk_tiles.value_or(1) > 1) return false;
  smallest_[node] = true;
  return true;
}

Mapping Decisions::chosen(const std::vector<std::size_t>& order) const {
  Mapping out;
  for (const std::size_t node : order)
    if (graph::stored_by(model_.nodes[node].op) == nullptr && fused_[node] != true) out.order.push_back(node);
  out.layers.resize(model_.nodes.size());
  for (std::size_t node = 0; node < out.layers.size(); ++node) {
    if (graph::stored_by(model_.nodes[node].op) != nullptr) continue;
    LayerMapping& it = out.layers[node];
    it.is_fused = fused_[node];
    it.is_on_chip = keeps_on_chip(graph::output_of(model_.nodes[node].op));
    it.is_smallest = is_smallest(node);
    it.chunk_tiles = chunks_[node];
    for (const machine::Space space : machine::kBuffers) it.slots[space] = slots(node, space);
  }
  return out;
}

}  // namespace octet::map
