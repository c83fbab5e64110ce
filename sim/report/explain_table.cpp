// SPDX-License-Identifier: Apache-2.0
#include "sim/report/explain_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/grouped.hpp"

namespace octet::report {
namespace {

using sim::CauseCycles;
using sim::Explanation;
using sim::LayerExplanation;

constexpr const char* kShort[hw::kArrayCauseCount] = {"multiply", "drain", "requant", "softmax", "activ",
                                                      "norm",     "add",   "memory",  "bank",    "control"};

const char* cause_name(std::size_t cause) { return hw::name(static_cast<hw::ArrayCause>(cause)); }

double ratio(Cycles part, Cycles whole) {
  return whole == Cycles(0) ? 0.0 : static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

/// Characters of a column of cycles: no number is longer than the run's, and two blanks keep them apart.
std::size_t column_width(const Explanation& all) {
  return std::max<std::size_t>(9, grouped(all.cycles.count()).size() + 2);
}

/// One line: name, window, its causes (those that the run has at all).
std::string row(const Explanation& all, const std::string& name, Cycles window, const CauseCycles& causes) {
  const std::size_t width = column_width(all);
  std::string text = fmt::format("{:<26}{:>{}}", name.substr(0, 26), grouped(window.count()), width);
  for (std::size_t cause = 0; cause < causes.size(); ++cause)
    if (all.total[cause] > Cycles(0)) text += fmt::format("{:>{}}", grouped(causes[cause].count()), width);
  return text;
}

std::string resource_columns(const LayerExplanation& layer, std::size_t width) {
  const std::string bound =
      fmt::format("{} {:.0f} %", layer.bound.resource, 100.0 * ratio(layer.bound.cycles, layer.span));
  const std::string distance =
      layer.window.is_hidden() ? "hidden" : fmt::format("{:.2f}", ratio(layer.window.cycles(), layer.roofline.cycles));
  return fmt::format("  {:<20}{:>{}}{:>8}", bound, grouped(layer.roofline.cycles.count()), width + 1, distance);
}

/// The layers with the most cycles of a cause, largest first, at most three.
std::string largest_layers(const sim::MachineTime& time, std::size_t cause) {
  const Explanation& it = *time.explanation;
  std::vector<std::size_t> order = it.order;
  const auto cycles = [&](std::size_t layer) { return it.layers[layer].causes[cause]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cycles(a) > cycles(b); });
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i)
    if (cycles(order[i]) > Cycles(0))
      text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", time.layer_names.at(order[i]),
                          grouped(cycles(order[i]).count()));
  return text;
}

std::string sentences(const sim::MachineTime& time) {
  const Explanation& it = *time.explanation;
  const double multiplying = ratio(it.of(hw::ArrayCause::multiply), it.cycles);
  const auto most = static_cast<std::size_t>(std::max_element(it.total.begin() + 1, it.total.end()) - it.total.begin());
  std::string text = fmt::format(
      "The array multiplies in {:.1f} % of the run; {:.1f} % of what it multiplies then is padding of edge tiles.",
      100.0 * multiplying, 100.0 * it.padding());
  if (it.total[most] > Cycles(0))
    text += fmt::format(" The largest other cause is {}, {:.1f} %: most in {}.", cause_name(most),
                        100.0 * ratio(it.total[most], it.cycles), largest_layers(time, most));
  text += '\n';
  for (const sim::Suggestion& tried : it.suggestions) {
    if (tried.change.empty())
      text += fmt::format("Against {}: no single change tried makes the run shorter.\n", hw::name(tried.cause));
    else
      text +=
          fmt::format("Against {}: --set {} was tried and gives {} cycles, {:.1f} % fewer.\n", hw::name(tried.cause),
                      tried.change, grouped(tried.cycles.count()), 100.0 * (1.0 - ratio(tried.cycles, it.cycles)));
  }
  return text;
}

std::string roofline_lines(const Explanation& it) {
  const auto peak = static_cast<double>(it.peak.count()), intensity = it.intensity();
  const bool memory_bound = it.attainable() < peak;
  return fmt::format(
      "roofline      {:.1f} multiply-accumulates a DRAM byte; {} allows {:.1f} a cycle (array {}, memory {} bytes), "
      "attained {:.1f}: {:.1f} %\n"
      "least work    {} cycles of {}: the run takes {:.2f} times that; the data bus is taken in {:.1f} % of it\n",
      intensity, memory_bound ? "memory" : "the array", it.attainable(), it.peak.count(), it.beat_bytes.count(),
      it.attained(), it.attainable() > 0 ? 100.0 * it.attained() / it.attainable() : 0.0,
      grouped(it.roofline.cycles.count()), it.roofline.resource, ratio(it.cycles, it.roofline.cycles),
      100.0 * ratio(it.beats, it.cycles));
}

Json causes_json(const CauseCycles& causes) {
  Json out = Json::object();
  for (std::size_t cause = 0; cause < causes.size(); ++cause)
    out[std::string(cause_name(cause)) + "_cycles"] = causes[cause].count();
  return out;
}

}  // namespace

std::string explain_table(const sim::MachineTime& time) {
  const Explanation& it = *time.explanation;
  const std::size_t width = column_width(it);
  std::string text = fmt::format("\n{:<26}{:>{}}", "layer, in program order", "window", width);
  for (std::size_t cause = 0; cause < it.total.size(); ++cause)
    if (it.total[cause] > Cycles(0)) text += fmt::format("{:>{}}", kShort[cause], width);
  text += fmt::format("  {:<20}{:>{}}{:>8}\n", "bound, of its span", "roofline", width + 1, "x roof");
  if (it.startup > Cycles(0)) text += row(it, "(start-up)", it.startup, it.before) + '\n';
  for (const std::size_t layer : it.order)
    text += row(it, time.layer_names.at(layer), it.layers[layer].window.cycles(), it.layers[layer].causes) +
            resource_columns(it.layers[layer], width) + '\n';
  if (it.tail > Cycles(0)) text += row(it, "(tail)", it.tail, it.after) + '\n';
  text += row(it, "run", it.cycles, it.total) + '\n';
  std::string shares;
  for (std::size_t cause = 0; cause < it.total.size(); ++cause)
    if (it.total[cause] > Cycles(0))
      shares += fmt::format("{:>{}.1f}%", 100.0 * ratio(it.total[cause], it.cycles), width - 1);
  text += fmt::format("{:<{}}{}\n\n", "", 26 + width, shares);
  return text + roofline_lines(it) + '\n' + sentences(time);
}

Json layer_explain_json(const sim::MachineTime& time, std::size_t layer) {
  const LayerExplanation& it = time.explanation->layers.at(layer);
  if (it.bound.resource.empty()) return nullptr;
  Json out = {{"window_start_cycles", it.window.start.count()},
              {"window_cycles", it.window.cycles().count()},
              {"hidden", it.window.is_hidden()},
              {"causes", causes_json(it.causes)},
              {"span_cycles", it.span.count()},
              {"bound", it.bound.resource},
              {"bound_busy_cycles", it.bound.cycles.count()},
              {"bound_share_of_span", ratio(it.bound.cycles, it.span)},
              {"roofline_resource", it.roofline.resource},
              {"roofline_cycles", it.roofline.cycles.count()},
              {"memory_bytes", it.traffic.count()},
              {"window_over_roofline", ratio(it.window.cycles(), it.roofline.cycles)},
              {"span_over_roofline", ratio(it.span, it.roofline.cycles)}};
  return out;
}

Json explain_json(const sim::MachineTime& time) {
  const Explanation& it = *time.explanation;
  Json suggestions = Json::array();
  for (const sim::Suggestion& tried : it.suggestions)
    suggestions.push_back({{"cause", hw::name(tried.cause)},
                           {"set", tried.change.empty() ? Json(nullptr) : Json(tried.change)},
                           {"cycles", tried.cycles.count()}});
  return {{"startup_cycles", it.startup.count()},
          {"tail_cycles", it.tail.count()},
          {"causes", causes_json(it.total)},
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

std::string explain_csv_header() {
  std::string text = ",window_start_cycles,window_cycles";
  for (std::size_t cause = 0; cause < hw::kArrayCauseCount; ++cause)
    text += fmt::format(",{}_cycles", cause_name(cause));
  return text + ",span_cycles,bound,bound_busy_cycles,roofline_resource,roofline_cycles";
}

std::string explain_csv(const sim::MachineTime& time, std::size_t layer) {
  const LayerExplanation& it = time.explanation->layers.at(layer);
  if (it.bound.resource.empty()) return std::string(hw::kArrayCauseCount + 7, ',');
  std::string text = fmt::format(",{},{}", it.window.start.count(), it.window.cycles().count());
  for (const Cycles cycles : it.causes) text += fmt::format(",{}", cycles.count());
  return text + fmt::format(",{},{},{},{},{}", it.span.count(), it.bound.resource, it.bound.cycles.count(),
                            it.roofline.resource, it.roofline.cycles.count());
}

}  // namespace octet::report
