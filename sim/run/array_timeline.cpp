// SPDX-License-Identifier: Apache-2.0
#include "sim/run/array_timeline.hpp"

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::sim {
namespace {

using hw::ArrayCause;

struct Interval {
  std::uint64_t begin = 0, end = 0;
};

/// When the array multiplies while its steps hold it: [m_start + 1, m_end + 1) of every tile (docs/machine.md,
/// "Bodies").
std::vector<Interval> products(const program::Program& program, bool shadow, const hw::RunResult& result) {
  std::vector<Interval> out;
  std::uint64_t drain_end = 0;
  for (const hw::TraceEvent& event : result.trace) {
    if (event.unit != hw::UnitId::matmul) continue;
    const program::Command& command = program.commands.at(event.command);
    const std::uint64_t columns = program::step_at(command, event.step).columns;
    std::uint64_t start = event.start.count() - 1;
    for (std::uint64_t column = 0; column < columns; column += command.tile_columns) {
      out.push_back({start + 1, start + command.depth + 1});
      const std::uint64_t handover = std::max(start + command.depth, drain_end);
      drain_end = handover + std::min<std::uint64_t>(command.tile_columns, columns - column);
      start = shadow ? handover : drain_end;
    }
    OCTET_CHECK(Cycles(start + 1) == event.release, "the array's steps end where their tiles do");
  }
  return out;
}

}  // namespace

ArrayTimeline::ArrayTimeline(const program::Program& program, const arch::Architecture& architecture,
                             const hw::RunResult& result) {
  const std::vector<Interval> busy = products(program, architecture.shadow_accumulators, result);
  auto product = busy.begin();
  for (std::size_t i = 0; i < result.array.size(); ++i) {
    const Cycles begin = result.array[i].since;
    const Cycles end = std::min(i + 1 < result.array.size() ? result.array[i + 1].since : result.cycles, result.cycles);
    if (result.array[i].cause != ArrayCause::multiply) {
      add(begin, end, result.array[i].cause);
      continue;
    }
    // A step holds the array: between its products it waits for sums on their way out.
    Cycles at = begin;
    for (; product != busy.end() && Cycles(product->begin) < end; ++product) {
      add(at, Cycles(product->begin), ArrayCause::drain);
      add(Cycles(product->begin), Cycles(product->end), ArrayCause::multiply);
      at = Cycles(product->end);
    }
    add(at, end, ArrayCause::drain);
  }
  OCTET_CHECK(product == busy.end(), "the array multiplies only while a step holds it");
  OCTET_CHECK(result.cycles == Cycles(0) || (!stretches_.empty() && stretches_.back().end == result.cycles),
              "the array's log covers the run");
}

void ArrayTimeline::add(Cycles begin, Cycles end, ArrayCause cause) {
  OCTET_CHECK(begin == (stretches_.empty() ? Cycles(0) : stretches_.back().end) || begin == end,
              "the array's log has no gap");
  if (begin < end) stretches_.push_back({begin, end, cause});
}

CauseCycles ArrayTimeline::between(Cycles begin, Cycles end) const {
  CauseCycles out{};
  auto it = std::lower_bound(stretches_.begin(), stretches_.end(), begin,
                             [](const Stretch& stretch, Cycles cycle) { return stretch.end <= cycle; });
  for (; it != stretches_.end() && it->begin < end; ++it)
    out[static_cast<std::size_t>(it->cause)] += std::min(it->end, end) - std::max(it->begin, begin);
  return out;
}

}  // namespace octet::sim
