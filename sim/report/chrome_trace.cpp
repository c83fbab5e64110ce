// SPDX-License-Identifier: Apache-2.0
#include "sim/report/chrome_trace.hpp"

#include <map>

namespace octet::report {

Json chrome_trace(const sim::RunRecord& record) {
  Json events = Json::array();
  std::map<std::string, int> tracks;
  const auto metadata = [&](const char* kind, int track, const std::string& name) {
    events.push_back({{"name", kind}, {"ph", "M"}, {"pid", 1}, {"tid", track}, {"args", {{"name", name}}}});
  };
  metadata("process_name", 0, record.architecture.name);
  if (record.time) {
    for (const sim::UnitTime& unit : record.time->units)
      if (tracks.emplace(unit.name, static_cast<int>(tracks.size()) + 1).second)
        metadata("thread_name", tracks.at(unit.name), unit.name);
    for (const sim::Span& span : record.time->spans) {
      const auto [track, is_new] = tracks.emplace(span.unit, static_cast<int>(tracks.size()) + 1);
      if (is_new) metadata("thread_name", track->second, span.unit);
      events.push_back({{"name", span.layer},
                        {"cat", span.unit},
                        {"ph", "X"},
                        {"pid", 1},
                        {"tid", track->second},
                        {"ts", span.start.count()},
                        {"dur", span.length.count()}});
    }
  }
  return {{"traceEvents", events},
          {"displayTimeUnit", "ns"},
          {"otherData", {{"time_unit", "1 us is 1 cycle"}, {"clock_hz", record.architecture.clock_hz}}}};
}

}  // namespace octet::report
