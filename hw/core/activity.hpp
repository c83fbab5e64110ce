// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "hw/common/clock.hpp"
#include "hw/common/counters.hpp"

namespace octet::hw {

/// What a unit does in a cycle: idle, busy, or stalled by a cause.
class Activity {
 public:
  static constexpr Activity idle() { return Activity(0); }
  static constexpr Activity busy() { return Activity(1); }
  static constexpr Activity stalled(StallCause cause) { return Activity(2 + static_cast<unsigned>(cause)); }
  constexpr Activity() = default;
  constexpr unsigned index() const { return index_; }
  friend constexpr bool operator==(Activity, Activity) = default;

 private:
  explicit constexpr Activity(unsigned index) : index_(index) {}
  unsigned index_ = 0;
};

/// Adds up what units do from changes alone: a unit goes on doing what it did until told otherwise.
class ActivityLog {
 public:
  /// From `cycle` on (not before an earlier call's cycle).
  void set(std::size_t unit, Activity activity, Cycle cycle);
  /// Closes the account at `cycle`, the first cycle not counted.
  void finish(Cycle cycle, Counters& counters);

 private:
  struct Account {
    Activity activity;
    Cycle since = 0;
    std::array<std::uint64_t, 2 + kStallCauseCount> cycles{};
  };
  std::array<Account, kUnitCount> accounts_;
};

}  // namespace octet::hw
