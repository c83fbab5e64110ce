// SPDX-License-Identifier: Apache-2.0
#include "sim/report/chrome_trace.hpp"

#include <fmt/format.h>

#include <map>

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
  /// Number of a unit's track; a new unit gets the next one.
  int track(const std::string& unit) {
    const auto [it, is_new] = tracks_.emplace(unit, static_cast<int>(tracks_.size()) + 1);
    if (is_new) metadata("thread_name", it->second, unit);
    return it->second;
  }
  void add_spans(const sim::MachineTime& time, const Progress& progress) {
    // All that is text is the same for every span of a unit in a layer.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> heads;
    std::uint64_t done = 0;
    for (const sim::Span& span : time.spans) {
      if (done++ % kSpansAReport == 0) tell(progress, done, time.spans.size());
      std::string& head = heads[{span.layer, span.unit}];
      if (head.empty()) {
        const std::string& unit = time.units.at(span.unit).name;
        head = fmt::format(R"(,{{"name":{},"cat":{},"ph":"X","pid":1,"tid":{},"ts":)",
                           quoted(time.layer_names.at(span.layer)), quoted(unit), track(unit));
      }
      text_ += head;
      fmt::format_to(std::back_inserter(text_), R"({},"dur":{}}})", span.start.count(), span.length.count());
    }
  }

  std::string text_;
  std::map<std::string, int> tracks_;
};

}  // namespace

std::string chrome_trace(const sim::RunRecord& record, const Progress& progress) {
  return Writer().write(record, progress);
}

}  // namespace octet::report
