// SPDX-License-Identifier: Apache-2.0
#include "hw/core/activity.hpp"

namespace octet::hw {

void ActivityLog::set(std::size_t unit, Activity activity, Cycle cycle) {
  Account& account = accounts_[unit];
  if (account.activity == activity) return;
  account.cycles[account.activity.index()] += cycle - account.since;
  account.activity = activity;
  account.since = cycle;
}

void ActivityLog::finish(Cycle cycle, Counters& counters) {
  counters.cycles = Cycles(cycle);
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) {
    Account& account = accounts_[unit];
    account.cycles[account.activity.index()] += cycle - account.since;
    account.since = cycle;
    UnitCounters& out = counters.units[unit];
    out.idle = Cycles(account.cycles[Activity::idle().index()]);
    out.busy = Cycles(account.cycles[Activity::busy().index()]);
    for (std::size_t cause = 0; cause < kStallCauseCount; ++cause)
      out.stalled[cause] = Cycles(account.cycles[2 + cause]);
  }
}

}  // namespace octet::hw
