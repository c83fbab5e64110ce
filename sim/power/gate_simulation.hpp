// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/power/netlist.hpp"

namespace octet::power {

/// How often nets rose and fell, summed over lanes, and how many cycles the lanes were clocked in all.
struct Toggles {
  std::vector<std::uint64_t> rises, falls;  ///< by net; the clock's are not counted
  std::uint64_t cycles = 0;

  std::uint64_t total() const;
};

/// A netlist, cycle by cycle, in up to 64 lanes that know nothing of each other. Unknown
/// values spread as far as the cells' functions let them, which may be further than they matter. Logic has no delay: a
/// net changes once a cycle at most, so glitches are not seen.
class GateSimulation {
 public:
  /// Registers begin with random bits of `seed` in these lanes, unknown in the others.
  explicit GateSimulation(const Netlist& netlist, std::uint64_t known_lanes = 0, std::uint64_t seed = 1);

  void set(Net input, Trits value) { values_[input] = value; }
  Trits get(Net net) const { return values_[net]; }
  /// Lets the logic follow inputs and registers.
  void settle();
  /// Counts what changed in these lanes since the last call, settled values against settled values. Whatever was or is
  /// unknown has not changed.
  void count(std::uint64_t lanes);
  /// Forgets what was before: the next call of `count` finds no change.
  void forget() { counted_ = values_; }
  /// The rising edge that ends a cycle. Clear and preset act here: the same, as long as resets come with the clock.
  void clock();

  const Toggles& toggles() const { return toggles_; }

 private:
  void drive(const Instance& instance, std::span<const Trits> inputs);

  const Netlist& netlist_;
  std::vector<Trits> values_, counted_;  ///< by net
  std::vector<Trits> states_;            ///< by register
  Toggles toggles_;
};

}  // namespace octet::power
