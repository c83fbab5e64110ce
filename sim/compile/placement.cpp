// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/placement.hpp"

#include <algorithm>
#include <optional>

#include "sim/compile/activation_map.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Space;

namespace {

constexpr Space kRotating[] = {Space::weight, Space::accumulator, Space::parameter};

/// A group belongs to its first command's node.
std::size_t node_of_group(const Plan& plan, int group) {
  return plan.groups[static_cast<std::size_t>(group)].drafts.front().command.layer;
}

std::vector<Region*> regions_of(Plan& plan, int group, Space space) {
  // Regions stand in the order of their groups.
  const auto before = [](const Region& region, int wanted) { return region.first_group < wanted; };
  std::vector<Region*> out;
  for (auto it = std::lower_bound(plan.regions.begin(), plan.regions.end(), group, before);
       it != plan.regions.end() && it->first_group == group; ++it)
    if (it->space == space) out.push_back(&*it);
  return out;
}

std::uint64_t total(const std::vector<Region*>& regions) {
  std::uint64_t bytes = 0;
  for (const Region* region : regions) bytes += region->bytes();
  return bytes;
}

/// Takes slots from the largest ring until the regions fit `room` or no ring has more than `least` slots.
void shrink(const std::vector<Region*>& regions, std::uint64_t room, std::uint32_t least) {
  while (total(regions) > room) {
    Region* largest = nullptr;
    for (Region* region : regions)
      if (region->slots > least && (largest == nullptr || region->bytes() > largest->bytes())) largest = region;
    if (largest == nullptr) return;
    --largest->slots;
  }
}

/// Group after group around the buffer, so that a group's first loads need not wait for the last steps of the group
/// before.
class Rotation {
 public:
  /// `overlaps` false: every group from address 0, so that it waits for the group before.
  Rotation(std::uint64_t bytes, bool overlaps) : bytes_(bytes), overlaps_(overlaps) {}

  bool place(const std::vector<Region*>& regions) {
    shrink(regions, bytes_ / 2, 2);
    shrink(regions, bytes_, 1);
    const std::uint64_t needed = total(regions);
    if (needed > bytes_) return false;
    if (!overlaps_ || next_ + needed > bytes_) next_ = 0;
    for (Region* region : regions) {
      region->address = next_;
      next_ += region->bytes();
    }
    return true;
  }

 private:
  std::uint64_t bytes_;
  bool overlaps_;
  std::uint64_t next_ = 0;
};

/// Places what lives in the activation buffer; returns the first group that did not fit.
std::optional<int> place_activations(Plan& plan, const arch::Architecture& architecture,
                                     const map::Decisions& decisions, bool avoids_conflicts) {
  ActivationMap map(plan, architecture, avoids_conflicts);
  for (int group = 0; group < static_cast<int>(plan.groups.size()); ++group) {
    std::vector<Region*> born = regions_of(plan, group, Space::activation);
    const bool alone = map.live_tensors(group).empty() &&
                       std::none_of(born.begin(), born.end(), [](const Region* region) { return region->value >= 0; });
    // One slot a ring makes units take turns: worse than a spilled tensor, so only when nothing is left to spill.
    bool done = false;
    const std::uint32_t most = decisions.slots(node_of_group(plan, group), Space::activation);
    for (std::uint32_t slots = most; slots >= (alone ? 1u : std::min(2u, most)) && !done; --slots) {
      for (Region* region : born) region->slots = std::min(region->slots, slots);
      done = map.place(group, born);
    }
    if (!done) return group;
  }
  return std::nullopt;
}

/// Takes a layer's smallest chunks and working set.
void shrink_layer(const Plan& plan, int group, map::Decisions& decisions) {
  const std::size_t node = node_of_group(plan, group);
  OCTET_CHECK(!decisions.is_smallest(node), "the least working set fits");
  if (!decisions.shrink(node))
    throw decisions.refusal(
        node,
        "expected chunks and a working set that fit the buffers; chunk_tiles or smallest: false forbid smaller ones");
}

/// Spills the largest tensor alive in the group that may be, or takes the smallest working set of its layer.
void relieve(const Plan& plan, int group, map::Decisions& decisions) {
  const Region* largest = nullptr;
  for (const Region& region : plan.regions) {
    if (region.space != Space::activation || region.value < 0) continue;
    if (region.first_group > group || region.last_group < group) continue;
    if (!decisions.may_spill(region.value)) continue;
    if (largest == nullptr || region.bytes() > largest->bytes()) largest = &region;
  }
  if (largest != nullptr) {
    decisions.spill(largest->value);
    return;
  }
  const std::size_t node = node_of_group(plan, group);
  if (decisions.is_smallest(node))
    throw decisions.refusal(node, "its least working set does not fit beside the results that stay on chip");
  shrink_layer(plan, group, decisions);
}

}  // namespace

bool place(Plan& plan, const arch::Architecture& architecture, map::Decisions& decisions) {
  for (const Space space : kRotating) {
    Rotation rotation(buffer(architecture, space).bytes, architecture.mapping.overlap_layers);
    for (int group = 0; group < static_cast<int>(plan.groups.size()); ++group) {
      if (rotation.place(regions_of(plan, group, space))) continue;
      shrink_layer(plan, group, decisions);
      return false;
    }
  }
  std::vector<std::uint32_t> slots;
  for (const Region& region : plan.regions) slots.push_back(region.slots);
  if (!place_activations(plan, architecture, decisions, true)) return true;
  for (std::size_t i = 0; i < slots.size(); ++i) plan.regions[i].slots = slots[i];
  const std::optional<int> failed = place_activations(plan, architecture, decisions, false);
  if (failed) relieve(plan, *failed, decisions);
  return !failed;
}

std::vector<Diagnostic> find_shortfalls(const Plan& least, const graph::Model& model,
                                        const arch::Architecture& architecture) {
  std::vector<Diagnostic> out;
  for (const Space space : {Space::activation, Space::weight, Space::accumulator, Space::parameter}) {
    const std::uint64_t bytes = buffer(architecture, space).bytes;
    std::vector<std::uint64_t> needed(least.groups.size(), 0);
    for (const Region& region : least.regions)
      if (region.space == space) needed[static_cast<std::size_t>(region.first_group)] += region.slot_bytes;
    // The layer that needs most decides; what is asked for must be a size that the architecture may have.
    const auto most = std::max_element(needed.begin(), needed.end());
    if (most == needed.end() || *most <= bytes) continue;
    const auto group = static_cast<std::size_t>(most - needed.begin());
    const std::size_t node = least.groups[group].drafts.front().command.layer;
    const std::uint64_t unit = architecture.geometry().granule_bytes(space) * buffer(architecture, space).banks;
    out.push_back({"architecture " + architecture.name,
                   "/buffers/" + std::string(program::name(space)) + "/bytes: expected at least " +
                       std::to_string(round_up(*most, unit)) + ", which one tile of layer " + model.nodes[node].name +
                       " needs, got " + std::to_string(bytes)});
  }
  return out;
}

}  // namespace octet::sim
