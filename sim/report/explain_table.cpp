// SPDX-License-Identifier: Apache-2.0
#include "sim/report/explain_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/grouped.hpp"
#include "sim/report/layer_table.hpp"

namespace octet::report {
namespace {

using sim::CauseCycles;
using sim::Explanation;
using sim::LayerExplanation;

constexpr std::size_t kName = 60;  // characters of a layer's in a sentence
constexpr std::size_t kEnd = std::string_view(" cycles.").size();
constexpr std::uint64_t kUnlike = 100;  // a part of the run from which on layers of a group differ

const char* cause_name(std::size_t cause) { return hw::name(static_cast<hw::ArrayCause>(cause)); }

/// Adds an item of a sentence, on the next line where it and what ends the sentence would pass `kWidest` columns.
void append(std::string& text, const std::string& item) {
  const std::size_t line = text.size() - (text.rfind('\n') + 1);
  text += (line + 1 + item.size() + kEnd > kWidest ? "\n  " : " ") + item;
}

/// The groups with the most cycles of a cause, largest first, at most three.
std::string most_of(const std::vector<LayerGroup>& groups, std::size_t cause, Cycles run, std::string text) {
  std::vector<const LayerGroup*> order;
  for (const LayerGroup& group : groups)
    if (group.causes[cause] > Cycles(0)) order.push_back(&group);
  const std::size_t count = std::min<std::size_t>(3, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](const LayerGroup* a, const LayerGroup* b) {
                      return a->causes[cause] != b->causes[cause] ? a->causes[cause] > b->causes[cause] : a < b;
                    });
  for (std::size_t i = 0; i < count; ++i)
    append(text, fmt::format("{} {:.1f} %{}", cut(order[i]->name, kName),
                             100.0 * ratio_of(order[i]->causes[cause], run), i + 1 == count ? "." : ","));
  return text;
}

/// Repeated layers are seldom quite alike: the first one waits for its weights. Told where that is a hundredth of the
/// run.
std::string unlike_layers(const std::vector<LayerGroup>& groups, Cycles run) {
  std::string text;
  for (const LayerGroup& group : groups)
    if (group.count > 1 && (group.longest - group.shortest) * kUnlike >= run) {
      text = text.empty() ? "Not alike (each layer is in layers.csv):" : text + ",";
      append(text, fmt::format("{} {} to {}", cut(group.name, kName), grouped(group.shortest.count()),
                               grouped(group.longest.count())));
    }
  return text.empty() ? text : text + " cycles.\n";
}

std::string suggestion_line(const sim::Suggestion& tried, Cycles run) {
  const std::string against = tried.cause ? fmt::format("Against {}", hw::name(*tried.cause)) : "Mapping";
  if (tried.change.empty()) return against + ": no single change that was tried makes the run shorter.\n";
  return fmt::format("{}: --set {} was tried and gives {} cycles, {:.1f} % fewer{}.\n", against, tried.change,
                     grouped(tried.cycles.count()), 100.0 * (1.0 - ratio_of(tried.cycles, run)),
                     tried.cause ? "" : " on the same machine");
}

std::string sentences(const Explanation& it, const std::vector<LayerGroup>& groups) {
  const double multiplying = ratio_of(it.of(hw::ArrayCause::multiply), it.cycles);
  const auto most = static_cast<std::size_t>(std::max_element(it.total.begin() + 1, it.total.end()) - it.total.begin());
  std::string text = fmt::format(
      "The array multiplies in {:.1f} % of the run; {:.1f} % of what it multiplies then is padding of edge tiles.\n",
      100.0 * multiplying, 100.0 * it.padding());
  if (it.total[most] > Cycles(0))
    text += most_of(groups, most, it.cycles,
                    fmt::format("The largest other cause is {}, {:.1f} % of the run:", cause_name(most),
                                100.0 * ratio_of(it.total[most], it.cycles))) +
            '\n';
  text += unlike_layers(groups, it.cycles);
  for (const sim::Suggestion& tried : it.suggestions) text += suggestion_line(tried, it.cycles);
  return text;
}

std::string roofline_lines(const Explanation& it) {
  const auto peak = static_cast<double>(it.peak.count()), attainable = it.attainable();
  return fmt::format(
      "roofline      {:.1f} multiply-accumulates a DRAM byte; {} allows {:.1f} a cycle (array {}, memory {} bytes)\n"
      "attained      {:.1f} multiply-accumulates a cycle, {:.1f} % of that\n"
      "least work    {} cycles of {}: the run takes {:.2f} times that; the data bus is taken in {:.1f} % of it\n",
      it.intensity(), attainable < peak ? "memory" : "the array", attainable, it.peak.count(), it.beat_bytes.count(),
      it.attained(), attainable > 0 ? 100.0 * it.attained() / attainable : 0.0, grouped(it.roofline.cycles.count()),
      it.roofline.resource, ratio_of(it.cycles, it.roofline.cycles), 100.0 * ratio_of(it.beats, it.cycles));
}

}  // namespace

std::string explain_table(const sim::MachineTime& time) {
  const Explanation& it = *time.explanation;
  const std::vector<LayerGroup> groups = layer_groups(time);
  return '\n' + layer_table(it, groups) + '\n' + roofline_lines(it) + '\n' + sentences(it, groups);
}

Json causes_json(const Explanation& all, const CauseCycles& causes) {
  Json out = Json::object();
  for (std::size_t cause = 0; cause < causes.size(); ++cause)
    if (!all.lacks[cause]) out[std::string(cause_name(cause)) + "_cycles"] = causes[cause].count();
  return out;
}

Json layer_explain_json(const sim::MachineTime& time, std::size_t layer) {
  const LayerExplanation& it = time.explanation->layers.at(layer);
  if (it.bound.resource.empty()) return nullptr;
  Json out = {{"window_start_cycles", it.window.start.count()},
              {"window_cycles", it.window.cycles().count()},
              {"hidden", it.window.is_hidden()},
              {"causes", causes_json(*time.explanation, it.causes)},
              {"span_cycles", it.span.count()},
              {"bound", it.bound.resource},
              {"bound_busy_cycles", it.bound.cycles.count()},
              {"bound_share_of_span", ratio_of(it.bound.cycles, it.span)},
              {"roofline_resource", it.roofline.resource},
              {"roofline_cycles", it.roofline.cycles.count()},
              {"memory_bytes", it.traffic.count()},
              {"window_over_roofline", ratio_of(it.window.cycles(), it.roofline.cycles)},
              {"span_over_roofline", ratio_of(it.span, it.roofline.cycles)}};
  return out;
}

Json explain_json(const sim::MachineTime& time) {
  const Explanation& it = *time.explanation;
  Json suggestions = Json::array();
  for (const sim::Suggestion& tried : it.suggestions)
    suggestions.push_back({{"cause", tried.cause ? hw::name(*tried.cause) : "mapping"},
                           {"set", tried.change.empty() ? Json(nullptr) : Json(tried.change)},
                           {"cycles", tried.cycles.count()}});
  return {{"startup_cycles", it.startup.count()},
          {"tail_cycles", it.tail.count()},
          {"causes", causes_json(it, it.total)},
          {"roofline_resource", it.roofline.resource},
          {"roofline_cycles", it.roofline.cycles.count()},
          {"intensity_macs_per_byte", it.intensity()},
          {"peak_macs_per_cycle", it.peak.count()},
          {"memory_bytes_per_cycle", it.beat_bytes.count()},
          {"attainable_macs_per_cycle", it.attainable()},
          {"attained_macs_per_cycle", it.attained()},
          {"padding_share", it.padding()},
          {"bus_beats_cycles", it.beats.count()},
          {"suggestions", suggestions}};
}

namespace {

std::string cause_columns(const Explanation& all, const CauseCycles& causes) {
  std::string text;
  for (std::size_t cause = 0; cause < causes.size(); ++cause)
    if (!all.lacks[cause]) text += fmt::format(",{}", causes[cause].count());
  return text;
}

}  // namespace

std::string explain_csv_header(const Explanation& all) {
  std::string text = ",window_start_cycles,window_cycles";
  for (std::size_t cause = 0; cause < all.lacks.size(); ++cause)
    if (!all.lacks[cause]) text += fmt::format(",{}_cycles", cause_name(cause));
  return text + ",span_cycles,bound,bound_busy_cycles,roofline_resource,roofline_cycles";
}

std::string explain_csv(const sim::MachineTime& time, std::size_t layer) {
  const Explanation& all = *time.explanation;
  const LayerExplanation& it = all.layers.at(layer);
  const auto causes = static_cast<std::size_t>(std::count(all.lacks.begin(), all.lacks.end(), false));
  if (it.bound.resource.empty()) return std::string(causes + 7, ',');
  return fmt::format(",{},{}", it.window.start.count(), it.window.cycles().count()) + cause_columns(all, it.causes) +
         fmt::format(",{},{},{},{},{}", it.span.count(), it.bound.resource, it.bound.cycles.count(),
                     it.roofline.resource, it.roofline.cycles.count());
}

std::string explain_csv(const Explanation& all, Cycles window, const CauseCycles& causes) {
  return fmt::format(",,{}", window.count()) + cause_columns(all, causes) + ",,,,,";
}

}  // namespace octet::report
