// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/activation_map.hpp"

#include <algorithm>

#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Space;

ActivationMap::ActivationMap(const Plan& plan, const arch::Architecture& architecture, bool avoids_conflicts)
    : bytes_(architecture.buffers.activation.bytes),
      bank_bytes_(
          std::max<std::uint64_t>(1, architecture.buffers.activation.bytes / architecture.buffers.activation.banks)),
      unit_(alignment(architecture, Space::activation)),
      avoids_conflicts_(avoids_conflicts),
      touched_(plan.groups.size()) {
  for (std::size_t group = 0; group < plan.groups.size(); ++group)
    for (const Draft& draft : plan.groups[group].drafts)
      for (const RegionId id : {draft.a, draft.b, draft.p, draft.d}) {
        if (id == kNoRegion) continue;
        const Region* region = &plan.regions[static_cast<std::size_t>(id)];
        if (region->space == Space::activation && !is_touched(region, static_cast<int>(group)))
          touched_[group].push_back(region);
      }
}

bool ActivationMap::is_touched(const Region* region, int group) const {
  const auto& list = touched_[static_cast<std::size_t>(group)];
  return std::find(list.begin(), list.end(), region) != list.end();
}

bool ActivationMap::place(int group, const std::vector<Region*>& born) {
  // The group before still matters for cost, older ones only while they live.
  std::erase_if(placed_, [&](const Region* region) { return region->last_group + 1 < group; });
  std::vector<Region*> order = born;
  std::stable_sort(order.begin(), order.end(),
                   [](const Region* x, const Region* y) { return x->bytes() > y->bytes(); });
  const std::size_t before = placed_.size();
  for (Region* region : order) {
    const auto address = find(*region, group);
    if (!address) {
      placed_.resize(before);
      return false;
    }
    region->address = *address;
    placed_.push_back(region);
  }
  return true;
}

std::vector<const Region*> ActivationMap::live_tensors(int group) const {
  std::vector<const Region*> out;
  for (const Region* region : placed_)
    if (region->value >= 0 && region->last_group >= group) out.push_back(region);
  return out;
}

std::optional<std::uint64_t> ActivationMap::find(const Region& region, int group) const {
  std::vector<std::uint64_t> candidates{0};
  for (const Region* other : placed_) candidates.push_back(other->address + other->bytes());
  if (avoids_conflicts_)
    for (std::uint64_t bank = bank_bytes_; bank < bytes_; bank += bank_bytes_)
      candidates.push_back(round_up(bank, unit_));
  std::sort(candidates.begin(), candidates.end());
  std::optional<std::uint64_t> best;
  std::uint64_t best_cost = 0;
  for (const std::uint64_t address : candidates) {
    if (address + region.bytes() > bytes_) break;
    const bool taken = std::any_of(placed_.begin(), placed_.end(), [&](const Region* other) {
      return other->last_group >= group && other->address < address + region.bytes() &&
             address < other->address + other->bytes();
    });
    if (taken) continue;
    if (!avoids_conflicts_) return address;
    const std::uint64_t here = cost(region, address, group);
    if (best && best_cost <= here) continue;
    best = address;
    best_cost = here;
  }
  return best;
}

std::uint64_t ActivationMap::cost(const Region& region, std::uint64_t address, int group) const {
  const std::uint64_t first = address / bank_bytes_, last = (address + region.bytes() - 1) / bank_bytes_;
  std::uint64_t out = last - first;  // a small region across a border claims two banks
  for (const Region* other : placed_) {
    const std::uint64_t from = other->address / bank_bytes_, to = (other->address + other->bytes() - 1) / bank_bytes_;
    if (is_touched(other, group) && from <= last && first <= to)
      out += 2 * (std::min(last, to) - std::max(first, from) + 1);
    const bool overlaps = other->address < address + region.bytes() && address < other->address + other->bytes();
    if (other->last_group + 1 == group && overlaps) out += 1;
  }
  return out;
}

}  // namespace octet::sim
