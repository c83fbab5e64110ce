// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "sim/compile/group.hpp"

namespace octet::sim {

/// The activation buffer over the groups: tensors stay from their first to their last group, scratch for one. Groups
/// are placed in order.
class ActivationMap {
 public:
  /// `avoids_conflicts`: among the free places prefers banks that the same group's other operands do not use, and
  /// memory the group before did not touch; else takes the lowest place, which packs tighter.
  ActivationMap(const Plan& plan, const arch::Architecture& architecture, bool avoids_conflicts);

  /// Gives the regions born in `group` addresses; none of them when one does not fit.
  bool place(int group, const std::vector<Region*>& born);
  /// Tensors of earlier groups that are still needed in `group`.
  std::vector<const Region*> live_tensors(int group) const;

 private:
  std::optional<std::uint64_t> find(const Region& region, int group) const;
  std::uint64_t cost(const Region& region, std::uint64_t address, int group) const;
  bool is_touched(const Region* region, int group) const;

  std::uint64_t bytes_, bank_bytes_, unit_;
  bool avoids_conflicts_;
  std::vector<const Region*> placed_;                ///< that may still matter
  std::vector<std::vector<const Region*>> touched_;  ///< by group: activation regions its commands name
};

}  // namespace octet::sim
