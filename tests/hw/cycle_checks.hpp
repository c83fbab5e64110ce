// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {

/// The cycle in which a program's command `n` (from 0) first requests on the tiny machine while only commands move over
/// the port. A command is 160 bytes: ten bursts of four beats. Fetch 0 is granted in cycle 0 and issues from 1 on, so
/// its beats are 11 .. 50 without a gap (four bursts of four beats outlast the latency of 10); it is decoded and
/// dispatched in 51, at the head of its queue in 52 and requests in 53. Fetch n + 1 follows on the bus: 40 beats later.
inline std::uint64_t requests_at(std::uint64_t n) { return 53 + 40 * n; }

/// Steps of one context's unit and layer in order of grants.
inline std::vector<hw::TraceEvent> steps_of(const hw::RunResult& result, hw::UnitId unit) {
  std::vector<hw::TraceEvent> out;
  std::copy_if(result.trace.begin(), result.trace.end(), std::back_inserter(out),
               [unit](const hw::TraceEvent& event) { return event.unit == unit; });
  return out;
}

/// The cycles in which the unit's steps were granted.
inline std::vector<std::uint64_t> grants(const hw::RunResult& result, hw::UnitId unit) {
  std::vector<std::uint64_t> out;
  for (const hw::TraceEvent& event : steps_of(result, unit)) out.push_back(event.start.count() - 1);
  return out;
}

/// The last cycles of the unit's steps.
inline std::vector<std::uint64_t> ends(const hw::RunResult& result, hw::UnitId unit) {
  std::vector<std::uint64_t> out;
  for (const hw::TraceEvent& event : steps_of(result, unit)) out.push_back(event.end.count() - 1);
  return out;
}

/// The run is over in `cycle`, and in the cycle before it was not: some step was at work.
inline void check_over_in(const hw::RunResult& result, std::uint64_t cycle) {
  CHECK(result.cycles == Cycles(cycle));
  CHECK(std::any_of(result.trace.begin(), result.trace.end(), [&](const hw::TraceEvent& event) {
    return event.start <= Cycles(cycle - 1) && Cycles(cycle - 1) < event.end;
  }));
  CHECK(std::none_of(result.trace.begin(), result.trace.end(),
                     [&](const hw::TraceEvent& event) { return event.end > Cycles(cycle); }));
}

}  // namespace octet::test
