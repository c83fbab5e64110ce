// SPDX-License-Identifier: Apache-2.0
#include "sim/report/chrome_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <vector>

#include "sim/report/yaml_json.hpp"

namespace octet::report {
namespace {

constexpr std::uint64_t kSpansAReport = 4096;

std::string quoted(const std::string& text) { return Json(text).dump(); }

class Writer {
 public:
  std::string write(const sim::RunRecord& record, const Progress& progress) {
    text_ = "{\"traceEvents\":[";
    metadata("process_name", 0, record.architecture.name);
    if (record.time) {
      for (const sim::UnitTime& unit : record.time->units) track(unit.name);
      add_spans(*record.time, progress);
    }
    fmt::format_to(std::back_inserter(text_),
                   R"(],"displayTimeUnit":"ns","otherData":{{"time_unit":"1 us is 1 cycle","clock_hz":{}}}}})",
                   record.architecture.clock_hz);
    return std::move(text_) + "\n";
  }

 private:
  void metadata(const char* kind, int track, const std::string& name) {
    fmt::format_to(std::back_inserter(text_), R"({}{{"name":"{}","ph":"M","pid":1,"tid":{},"args":{{"name":{}}}}})",
                   text_.back() == '[' ? "" : ",", kind, track, quoted(name));
  }
  /// Number of a unit's track; a new one gets the next number. Steps that overlap lie on tracks of their own.
  int track(const std::string& unit, std::size_t lane = 0) {
    const std::string name = lane == 0 ? unit : fmt::format("{} ({})", unit, lane + 1);
    const auto [it, is_new] = tracks_.emplace(name, static_cast<int>(tracks_.size()) + 1);
    if (is_new) metadata("thread_name", it->second, name);
    return it->second;
  }
  /// The first lane of the unit that is free at `start`; taken until `end`.
  std::size_t lane_of(std::uint32_t unit, Cycles start, Cycles end) {
    std::vector<Cycles>& ends = lanes_[unit];
    const auto free = std::find_if(ends.begin(), ends.end(), [&](Cycles other) { return other <= start; });
    const auto lane = static_cast<std::size_t>(free - ends.begin());
    if (free == ends.end()) ends.push_back(end);
    ends[lane] = end;
    return lane;
  }
  void add_spans(const sim::MachineTime& time, const Progress& progress) {
    // All that is text is the same for every span of a unit in a layer.
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::size_t>, std::string> heads;
    std::vector<std::size_t> order(time.spans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return time.spans[a].start < time.spans[b].start; });
    std::uint64_t done = 0;
    for (const std::size_t index : order) {
      const sim::Span& span = time.spans[index];
      if (done++ % kSpansAReport == 0) tell(progress, done, time.spans.size());
      const std::size_t lane = lane_of(span.unit, span.start, span.start + span.length);
      std::string& head = heads[{span.layer, span.unit, lane}];
      if (head.empty()) {
        const std::string& unit = time.units.at(span.unit).name;
        const int tid = track(unit, lane);
        head = fmt::format(R"(,{{"name":{},"cat":{},"ph":"X","pid":1,"tid":{},"ts":)",
                           quoted(time.layer_names.at(span.layer)), quoted(unit), tid);
      }
      text_ += head;
      fmt::format_to(std::back_inserter(text_), R"({},"dur":{}}})", span.start.count(), span.length.count());
    }
  }

  std::string text_;
  std::map<std::string, int> tracks_;
  std::map<std::uint32_t, std::vector<Cycles>> lanes_;  ///< by unit: where each of its lanes is free again
};

}  // namespace

std::string chrome_trace(const sim::RunRecord& record, const Progress& progress) {
  return Writer().write(record, progress);
}

}  // namespace octet::report
