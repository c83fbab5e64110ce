// SPDX-License-Identifier: Apache-2.0
#include "sim/report/timeline_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/report/json_reader.hpp"

namespace octet::report {
namespace {

constexpr std::uint64_t kMostTraceBytes = std::uint64_t{4} << 30;

struct Span {
  std::uint64_t unit, layer, start, end;
};

/// Numbers of names, in the order they are asked for.
class Names {
 public:
  std::uint64_t number(const std::string& name) {
    const auto [it, is_new] = numbers_.emplace(name, list_.size());
    if (is_new) list_.push_back(name);
    return it->second;
  }
  const std::vector<std::string>& list() const { return list_; }

 private:
  std::map<std::string, std::uint64_t> numbers_;
  std::vector<std::string> list_;
};

/// Takes the spans out of the list of events while it is read.
class SpanReader {
 public:
  SpanReader(std::string file, const std::vector<std::string>& units, std::uint64_t cycles)
      : checker_(std::move(file)), cycles_(cycles) {
    for (const std::string& unit : units) units_.emplace(unit, units_.size());
  }

  /// An ObjectFilter: events are dropped, everything else stays.
  bool event(int depth, const Json& object) {
    if (depth != 2 || !object.contains("ph")) return true;
    const std::string place = fmt::format("/traceEvents/{}", index_++);
    if (object["ph"] != "X") return false;
    static const std::vector<KeyRule> kRules = {
        {"name", JsonKind::text}, {"cat", JsonKind::text}, {"ts", JsonKind::count}, {"dur", JsonKind::count}};
    if (!checker_.object(object, place, kRules)) return false;
    const auto unit = units_.find(object["cat"].get<std::string>());
    const std::uint64_t start = object["ts"], end = start + object["dur"].get<std::uint64_t>();
    if (unit == units_.end())
      checker_.add(place + "/cat", fmt::format("expected a unit of run.json, got {}", object["cat"].dump()));
    else if (end > cycles_)
      checker_.add(place, fmt::format("expected an end by cycle {} of run.json, got {}", cycles_, end));
    else
      spans_.push_back({unit->second, layers_.number(object["name"]), start, end});
    return false;
  }

  std::vector<Span> take() {
    checker_.finish();
    std::stable_sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
    return std::move(spans_);
  }
  const std::vector<std::string>& layers() const { return layers_.list(); }

 private:
  JsonChecker checker_;
  std::uint64_t cycles_;
  std::map<std::string, std::uint64_t> units_;
  Names layers_;
  std::vector<Span> spans_;
  std::size_t index_ = 0;
};

/// Spans of one unit and layer less than `gap` apart become one.
std::vector<Span> merged(const std::vector<Span>& spans, std::size_t units, std::uint64_t gap) {
  std::vector<Span> out;
  std::vector<std::size_t> last(units, ~std::size_t{0});
  for (const Span& span : spans) {
    std::size_t& mine = last[span.unit];
    if (mine < out.size() && out[mine].layer == span.layer && span.start < out[mine].end + gap) {
      out[mine].end = std::max(out[mine].end, span.end);
    } else {
      mine = out.size();
      out.push_back(span);
    }
  }
  return out;
}

}  // namespace

Json read_timeline(const std::filesystem::path& path, const std::vector<std::string>& units, std::uint64_t cycles,
                   std::size_t most_spans) {
  SpanReader reader(path.string(), units, cycles);
  const Json rest =
      read_json(path, kMostTraceBytes, [&](int depth, const Json& object) { return reader.event(depth, object); });
  if (!rest.is_object() || !rest.contains("traceEvents"))
    throw UserError(path.string(), "/traceEvents: expected a list, but it is missing");
  std::vector<Span> spans = reader.take();
  std::vector<std::uint64_t> steps(units.size(), 0);
  for (const Span& span : spans) ++steps[span.unit];
  std::uint64_t gap = 0;
  const std::vector<Span> all = spans;
  // At a gap of the whole run one span is left of each unit's longest stretch on a layer; units may alternate layers.
  while (spans.size() > most_spans && gap <= cycles) {
    gap = gap == 0 ? 16 : 2 * gap;
    spans = merged(all, units.size(), gap);
  }
  Json flat = Json::array();
  std::uint64_t before = 0;
  for (const Span& span : spans) {
    for (const std::uint64_t value : {span.unit, span.layer, span.start - before, span.end - span.start})
      flat.push_back(value);
    before = span.start;
  }
  return {{"units", units},
          {"layers", reader.layers()},
          {"steps", steps},
          {"merged_gap_cycles", gap},
          {"spans", std::move(flat)}};
}

}  // namespace octet::report
