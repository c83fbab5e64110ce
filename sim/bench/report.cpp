// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/report/run_json.hpp"

namespace octet::bench {
namespace {

constexpr int kSchemaVersion = 1;

const char* answer(bool met) { return met ? "yes" : "no"; }

/// Width of the first column.
std::size_t name_width(const Results& results) {
  std::size_t width = 4;
  for (const MeasuredRatio& it : results.ratios) width = std::max(width, it.asked.name.size());
  for (const MeasuredPeak& it : results.peaks) width = std::max(width, it.asked.name.size());
  return width;
}

std::string rows(const Results& results) {
  const std::size_t width = name_width(results);
  std::string text = fmt::format("{:<{}}  {:>12}  {:>12}  {:>7}  {:>6}  {}\n", "name", width, "ours", "reference",
                                 "ratio", "target", "met");
  for (const MeasuredRatio& it : results.ratios)
    text += fmt::format("{:<{}}  {:>9.4f} s    {:>8.4f} s  {:>7.3f}  {:>6.3g}  {}\n", it.asked.name, width,
                        it.ours_cpu_s, it.reference_cpu_s, it.ratio(), it.asked.target, answer(it.met()));
  for (const MeasuredPeak& it : results.peaks)
    text += fmt::format("{:<{}}  {:>9.1f} MB   {:>8.1f} MB* {:>6.3f}  {:>6.3g}  {}\n", it.asked.name, width,
                        1e-6 * static_cast<double>(it.peak_rss_bytes), 1e-6 * static_cast<double>(it.asked.limit_bytes),
                        it.ratio(), 1.0, answer(it.met()));
  return text;
}

}  // namespace

std::string table(const Results& results, const Host& host) {
  std::string text = fmt::format("host          {}, {} cores, {}\n", host.cpu_model, host.cores,
                                 fmt::join(host.instruction_sets, " "));
  text += fmt::format("times         CPU seconds, user and system, median of {}; * is a limit, not a measurement\n\n",
                      results.repetitions);
  text += rows(results) + "\n";
  for (const MeasuredRatio& it : results.ratios) text += fmt::format("{}: {}\n", it.asked.name, it.asked.meaning);
  for (const MeasuredRatio& it : results.ratios)
    if (it.ours_rate > 0.0 && it.reference_rate > 0.0)
      text += fmt::format("{}: {:.0f} and {:.0f} simulated cycles a CPU second, {:.0f} times faster\n", it.asked.name,
                          it.ours_rate, it.reference_rate, 1.0 / it.ratio());
  for (const MeasuredPeak& it : results.peaks) text += fmt::format("{}: {}\n", it.asked.name, it.asked.meaning);
  for (const Skip& it : results.skipped) text += fmt::format("skipped {}: {}\n", it.name, it.why);
  return text;
}

report::Json json(const Results& results, const Host& host, std::optional<double> gate) {
  report::Json json;
  json["schema_version"] = kSchemaVersion;
  json["version"] = report::version();
  json["host"] = {{"cpu_model", host.cpu_model}, {"instruction_sets", host.instruction_sets}, {"cores", host.cores}};
  json["repetitions"] = results.repetitions;
  json["ratios"] = report::Json::array();
  for (const MeasuredRatio& it : results.ratios)
    json["ratios"].push_back({{"name", it.asked.name},
                              {"meaning", it.asked.meaning},
                              {"ours_cpu_s", it.ours_cpu_s},
                              {"reference_cpu_s", it.reference_cpu_s},
                              {"ratio", it.ratio()},
                              {"target", it.asked.target},
                              {"met", it.met()},
                              {"ours_cycles_per_cpu_s", it.ours_rate},
                              {"reference_cycles_per_cpu_s", it.reference_rate},
                              {"ours_samples_cpu_s", it.ours_samples},
                              {"reference_samples_cpu_s", it.reference_samples}});
  json["peaks"] = report::Json::array();
  for (const MeasuredPeak& it : results.peaks)
    json["peaks"].push_back({{"name", it.asked.name},
                             {"meaning", it.asked.meaning},
                             {"peak_rss_bytes", it.peak_rss_bytes},
                             {"limit_bytes", it.asked.limit_bytes},
                             {"ratio", it.ratio()},
                             {"met", it.met()}});
  json["skipped"] = report::Json::array();
  for (const Skip& it : results.skipped) json["skipped"].push_back({{"name", it.name}, {"why", it.why}});
  json["gate"] = nullptr;
  if (gate) json["gate"] = {{"factor", *gate}, {"missed", missed_by(results, *gate)}};
  return json;
}

}  // namespace octet::bench
