// SPDX-License-Identifier: Apache-2.0
#include "sim/report/comparison_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace octet::report {
namespace {

double percent(double share) { return 100.0 * share; }

std::string worst_layer(const sim::EstimateComparison& result) {
  const sim::LayerComparison* worst = result.worst();
  if (worst == nullptr) return "-";
  return worst->error() == 0 ? fmt::format("all {} layers exact", result.layers.size()) : worst->name;
}

double worst_error(const sim::EstimateComparison& result) {
  return result.worst() == nullptr ? 0 : result.worst()->error();
}

double ratio(double systemc_s, double estimate_s) { return estimate_s > 0 ? systemc_s / estimate_s : 0; }

Json layer_json(const sim::LayerComparison& layer) {
  return {{"name", layer.name},
          {"systemc_window_cycles", layer.systemc.window.count()},
          {"estimate_window_cycles", layer.estimate.window.count()},
          {"window_error", layer.window_error},
          {"systemc_span_cycles", layer.systemc.span.count()},
          {"estimate_span_cycles", layer.estimate.span.count()},
          {"span_error", layer.span_error}};
}

Json run_json(const ComparedRun& run) {
  Json layers = Json::array();
  for (const sim::LayerComparison& layer : run.result.layers) layers.push_back(layer_json(layer));
  return {{"workload", run.workload},
          {"architecture", run.architecture},
          {"overrides", run.overrides},
          {"systemc_cycles", run.result.systemc.count()},
          {"estimate_cycles", run.result.estimate.count()},
          {"error", run.result.error},
          {"worst_layer_error", worst_error(run.result)},
          {"layers", layers},
          {"host", {{"systemc_cpu_s", run.result.systemc_cpu_s}, {"estimate_cpu_s", run.result.estimate_cpu_s}}}};
}

}  // namespace

std::string ComparedRun::name() const {
  return workload + " on " + architecture +
         (overrides.empty() ? "" : fmt::format(" with {}", fmt::join(overrides, " ")));
}

std::string comparison_criterion(double tolerance) {
  return fmt::format(
      "Layers overlap. A layer's window reaches from the latest end of the layers before it to its own end: windows "
      "add up "
      "to the run.\nIts span reaches from its first step, prefetches included, to its last result. Estimate over "
      "SystemC "
      "must be within {:.4g} % for the\nspan of every layer, for its window (held to {:.4g} % of the run where it is "
      "shorter) "
      "and for the run.\n",
      percent(tolerance), percent(sim::kSmallestWindow));
}

std::string comparison_layers(const ComparedRun& run, double tolerance) {
  std::string text = fmt::format("\n{}\n{:<28}{:>12}{:>12}{:>9}{:>12}{:>12}{:>9}\n", run.name(), "cycles of", "window",
                                 "estimate", "error %", "span", "estimate", "error %");
  for (const sim::LayerComparison& it : run.result.layers)
    text += fmt::format("{:<28}{:>12}{:>12}{:>9.3f}{:>12}{:>12}{:>9.3f}{}\n", it.name, it.systemc.window.count(),
                        it.estimate.window.count(), percent(it.window_error), it.systemc.span.count(),
                        it.estimate.span.count(), percent(it.span_error), it.error() > tolerance ? "  MISS" : "");
  return text;
}

std::string comparison_summary(const std::vector<ComparedRun>& runs, double tolerance) {
  std::size_t width = 3;
  for (const ComparedRun& run : runs) width = std::max(width, run.name().size());
  std::string text = fmt::format("\n{:<{}}{:>14}{:>14}{:>9}{:>9}{:>9}   {}\n", "run", width, "SystemC", "estimate",
                                 "error %", "worst %", "faster", "worst layer");
  double systemc_s = 0, estimate_s = 0, worst = 0;
  std::size_t layers = 0;
  for (const ComparedRun& run : runs) {
    const sim::EstimateComparison& it = run.result;
    text += fmt::format("{:<{}}{:>14}{:>14}{:>9.3f}{:>9.3f}{:>8.0f}x   {}{}\n", run.name(), width, it.systemc.count(),
                        it.estimate.count(), percent(it.error), percent(worst_error(it)),
                        ratio(it.systemc_cpu_s, it.estimate_cpu_s), worst_layer(it),
                        it.misses(tolerance) > 0 ? "  MISS" : "");
    systemc_s += it.systemc_cpu_s;
    estimate_s += it.estimate_cpu_s;
    layers += it.layers.size();
    worst = std::max({worst, worst_error(it), std::abs(it.error)});
  }
  return text + fmt::format(
                    "\n{} runs, {} layers: worst error {:.3f} %, {} beyond {:.4g} %. Estimate {:.3g} s of CPU time, "
                    "SystemC {:.3g} s: {:.0f} times faster\n",
                    runs.size(), layers, percent(worst), comparison_misses(runs, tolerance), percent(tolerance),
                    estimate_s, systemc_s, ratio(systemc_s, estimate_s));
}

std::string comparison_markdown(const std::vector<ComparedRun>& runs) {
  std::string text =
      "| run | SystemC cycles | estimate | error % | worst layer | its error % |\n|---|---|---|---|---|---|\n";
  for (const ComparedRun& run : runs)
    text += fmt::format("| {} | {} | {} | {:.3f} | {} | {:.3f} |\n", run.name(), run.result.systemc.count(),
                        run.result.estimate.count(), percent(run.result.error), worst_layer(run.result),
                        percent(worst_error(run.result)));
  return text;
}

Json comparison_json(const std::vector<ComparedRun>& runs, double tolerance) {
  Json json = {{"schema_version", 1}, {"tolerance", tolerance}, {"misses", comparison_misses(runs, tolerance)}};
  json["runs"] = Json::array();
  for (const ComparedRun& run : runs) json["runs"].push_back(run_json(run));
  return json;
}

std::size_t comparison_misses(const std::vector<ComparedRun>& runs, double tolerance) {
  std::size_t misses = 0;
  for (const ComparedRun& run : runs) misses += run.result.misses(tolerance);
  return misses;
}

}  // namespace octet::report
