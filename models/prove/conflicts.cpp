// SPDX-License-Identifier: Apache-2.0
#include "models/prove/conflicts.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace octet::prove {

using namespace program;

void ConflictCollector::initially_written(Space space, std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  Intervals& intervals = spaces_[static_cast<std::size_t>(space)];
  split(intervals, begin);
  split(intervals, end);
  intervals.erase(intervals.lower_bound(begin), intervals.lower_bound(end));
  intervals[begin] = {end, kInitial, Context::fetch, {}};
}

void ConflictCollector::split(Intervals& intervals, std::uint64_t address) {
  auto next = intervals.upper_bound(address);
  if (next == intervals.begin()) return;
  auto& [start, interval] = *std::prev(next);
  if (start == address || interval.end <= address) return;
  Interval right = interval;
  interval.end = address;
  intervals.emplace_hint(next, address, std::move(right));
}

void ConflictCollector::add_pair(std::uint32_t first, bool first_writes, Visit second, bool second_writes, Space space,
                                 std::uint64_t address) {
  // The same two steps usually meet in many intervals; the newest pair is almost always the same one.
  for (std::size_t i = pairs_.size(); i > step_pairs_; --i)
    if (pairs_[i - 1].first == first) return;
  pairs_.push_back({first, second.step, first_writes, second_writes, space, address});
}

void ConflictCollector::read(Visit visit, const Footprint& footprint, std::uint64_t begin, std::uint64_t end) {
  Intervals& intervals = spaces_[static_cast<std::size_t>(footprint.space)];
  split(intervals, begin);
  split(intervals, end);
  auto it = intervals.lower_bound(begin);
  for (std::uint64_t at = begin; at < end;) {
    if (it == intervals.end() || it->first > at) {
      const std::uint64_t stop = it == intervals.end() ? end : std::min(end, it->first);
      it = intervals.emplace_hint(it, at, Interval{stop, kNobody, Context::fetch, {}});
    }
    Interval& interval = it->second;
    const bool unwritten =
        interval.padding == kNone
            ? interval.writer == kNobody && footprint.has_valid(at - begin, interval.end - begin)
            : on_padding(paddings_[static_cast<std::size_t>(interval.padding)], footprint, begin, at, interval.end);
    if (unwritten) unwritten_.push_back({visit.step, footprint.space, at, interval.end});
    if (interval.writer >= 0 && interval.writer_context != visit.context)
      add_pair(static_cast<std::uint32_t>(interval.writer), true, visit, false, footprint.space, at);
    const auto same = std::find_if(interval.readers.begin(), interval.readers.end(),
                                   [&](const Visit& r) { return r.context == visit.context; });
    if (same == interval.readers.end()) {
      interval.readers.push_back(visit);
    } else {
      *same = visit;
    }
    at = interval.end;
    ++it;
  }
}

bool ConflictCollector::on_padding(const Padding& padding, const Footprint& footprint, std::uint64_t base,
                                   std::uint64_t begin, std::uint64_t end) {
  begin = std::max(begin, padding.first);
  if (begin >= end) return false;
  // Behind the edge of the footprint both patterns repeat together after so many periods; before it, every lane is
  // valid.
  std::uint64_t left = footprint.edge_period / std::gcd(padding.period, footprint.edge_period) + 4;
  for (std::uint64_t at = begin - (begin - padding.first) % padding.period; at < end && left > 0;
       at += padding.period, --left) {
    const std::uint64_t low = std::max(begin, at + padding.valid), high = std::min(end, at + padding.period);
    if (low < high && footprint.has_valid(low - base, high - base)) return true;
  }
  return false;
}

void ConflictCollector::write(Visit visit, const Footprint& footprint, std::uint64_t begin, std::uint64_t end) {
  const Space space = footprint.space;
  std::int32_t padding = kNone;
  if (footprint.edge < footprint.bytes && footprint.edge_valid < footprint.edge_period &&
      !written(space, begin + footprint.edge, end)) {
    padding = static_cast<std::int32_t>(paddings_.size());
    paddings_.push_back({begin + footprint.edge, footprint.edge_period, footprint.edge_valid});
  }
  Intervals& intervals = spaces_[static_cast<std::size_t>(space)];
  split(intervals, begin);
  split(intervals, end);
  const auto first = intervals.lower_bound(begin);
  auto it = first;
  for (; it != intervals.end() && it->first < end; ++it) {
    const Interval& interval = it->second;
    for (const Visit& reader : interval.readers)
      if (reader.context != visit.context) add_pair(reader.step, false, visit, true, space, it->first);
    if (interval.readers.empty() && interval.writer >= 0 && interval.writer_context != visit.context)
      add_pair(static_cast<std::uint32_t>(interval.writer), true, visit, true, space, it->first);
    if (interval.readers.empty() && interval.writer >= 0 && interval.writer_context == visit.context &&
        interval.writer != visit.step)
      rewrites_.push_back({static_cast<std::uint32_t>(interval.writer), visit.step, space, it->first});
  }
  const auto hint = intervals.erase(first, it);
  intervals.emplace_hint(hint, begin, Interval{end, visit.step, visit.context, {}, padding});
}

void ConflictCollector::add(std::uint32_t step, Context context, const Footprints& footprints) {
  step_pairs_ = pairs_.size();
  for (const bool writes : {false, true})
    for (const Footprint& footprint : footprints) {
      if (footprint.is_write != writes || footprint.bytes == 0) continue;
      for (std::uint64_t i = 0; i < footprint.count; ++i) {
        const std::uint64_t begin = footprint.address + i * footprint.pitch;
        if (writes) {
          write({step, context}, footprint, begin, begin + footprint.bytes);
        } else {
          read({step, context}, footprint, begin, begin + footprint.bytes);
        }
      }
    }
}

bool ConflictCollector::written(Space space, std::uint64_t begin, std::uint64_t end) const {
  const Intervals& intervals = spaces_[static_cast<std::size_t>(space)];
  auto it = intervals.upper_bound(begin);
  if (it != intervals.begin()) --it;
  for (std::uint64_t at = begin; at < end; ++it) {
    if (it == intervals.end() || it->first > at || it->second.end <= at || it->second.writer == kNobody ||
        it->second.padding != kNone)
      return false;
    at = it->second.end;
  }
  return true;
}

}  // namespace octet::prove
