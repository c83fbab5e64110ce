// SPDX-License-Identifier: Apache-2.0
#include "sim/report/run_document.hpp"

#include <fmt/format.h>

#include "sim/report/file_list.hpp"
#include "sim/report/json_reader.hpp"
#include "sim/report/run_consistency.hpp"
#include "sim/report/timeline_document.hpp"

namespace octet::report {
namespace {

constexpr std::uint64_t kMostRunBytes = 64 << 20;
constexpr bool kOrNull = true, kOptional = true;

const std::vector<KeyRule> kRun = {{"schema_version", JsonKind::count},
                                   {"workload", JsonKind::text},
                                   {"view", JsonKind::text},
                                   {"timing_only", JsonKind::flag},
                                   {"samples", JsonKind::count},
                                   {"architecture", JsonKind::object},
                                   {"cycles", JsonKind::count, kOrNull},
                                   {"latency_s", JsonKind::number, kOrNull},
                                   {"macs", JsonKind::count},
                                   {"utilization", JsonKind::number, kOrNull},
                                   {"clock_hz", JsonKind::count},
                                   {"energy_j", JsonKind::object, kOrNull},
                                   {"power_w", JsonKind::number, kOrNull, kOptional},
                                   {"area_mm2", JsonKind::object, kOrNull},
                                   {"accuracy", JsonKind::object, kOrNull},
                                   {"per_layer", JsonKind::list},
                                   {"per_unit", JsonKind::list},
                                   {"memory", JsonKind::object},
                                   {"provenance", JsonKind::object},
                                   {"layers_missing_reason", JsonKind::text, !kOrNull, kOptional},
                                   {"memory_missing_reason", JsonKind::text, !kOrNull, kOptional},
                                   {"stalls_missing_reason", JsonKind::text, !kOrNull, kOptional},
                                   {"outside_layers", JsonKind::object, !kOrNull, kOptional},
                                   {"dump", JsonKind::list, !kOrNull, kOptional},
                                   {"explain", JsonKind::object, !kOrNull, kOptional}};
const std::vector<KeyRule> kOutside = {{"busy_cycles", JsonKind::count, kOrNull},
                                       {"energy_j", JsonKind::number, kOrNull},
                                       {"explain", JsonKind::object, !kOrNull, kOptional}};
const std::vector<KeyRule> kOutsideExplain = {{"window_cycles", JsonKind::count}, {"causes", JsonKind::object}};
const std::vector<KeyRule> kDump = {
    {"layer", JsonKind::text}, {"file", JsonKind::text}, {"type", JsonKind::text}, {"shape", JsonKind::list}};
const std::vector<KeyRule> kLayer = {{"name", JsonKind::text},
                                     {"macs", JsonKind::count},
                                     {"start_cycles", JsonKind::count, kOrNull},
                                     {"end_cycles", JsonKind::count, kOrNull},
                                     {"busy_cycles", JsonKind::count, kOrNull},
                                     {"energy_j", JsonKind::number, kOrNull, kOptional},
                                     {"explain", JsonKind::object, kOrNull, kOptional}};
const std::vector<KeyRule> kLayerExplain = {{"window_cycles", JsonKind::count},
                                            {"hidden", JsonKind::flag},
                                            {"causes", JsonKind::object},
                                            {"span_cycles", JsonKind::count},
                                            {"bound", JsonKind::text},
                                            {"roofline_resource", JsonKind::text},
                                            {"roofline_cycles", JsonKind::count},
                                            {"window_over_roofline", JsonKind::number},
                                            {"memory_bytes", JsonKind::count, !kOrNull, kOptional}};
const std::vector<KeyRule> kUnit = {{"name", JsonKind::text},
                                    {"busy_cycles", JsonKind::count},
                                    {"idle_cycles", JsonKind::count, kOrNull},
                                    {"stalled_cycles", JsonKind::object, kOrNull}};
const std::vector<KeyRule> kExplain = {{"startup_cycles", JsonKind::count, !kOrNull, kOptional},
                                       {"tail_cycles", JsonKind::count, !kOrNull, kOptional},
                                       {"causes", JsonKind::object},
                                       {"padding_share", JsonKind::number},
                                       {"roofline_resource", JsonKind::text},
                                       {"suggestions", JsonKind::list}};
const std::vector<KeyRule> kSuggestion = {
    {"cause", JsonKind::text}, {"set", JsonKind::text, kOrNull}, {"cycles", JsonKind::count}};
const std::vector<KeyRule> kAccuracy = {
    {"samples", JsonKind::count}, {"right", JsonKind::count}, {"integer", JsonKind::number}};
const std::vector<KeyRule> kProvenance = {{"version", JsonKind::text},
                                          {"command_line", JsonKind::text},
                                          {"inputs", JsonKind::list},
                                          {"seeds", JsonKind::object},
                                          {"table_sources", JsonKind::list}};
const std::vector<KeyRule> kCost = {{"total", JsonKind::number},
                                    {"per_unit", JsonKind::object},
                                    {"outside_layers", JsonKind::number, kOrNull, kOptional}};
const std::vector<KeyRule> kPart = {
    {"total", JsonKind::number}, {"dynamic", JsonKind::number}, {"leakage", JsonKind::number}};
const std::vector<KeyRule> kTableRow = {{"table", JsonKind::text},
                                        {"row", JsonKind::text},
                                        {"value", JsonKind::number},
                                        {"mark", JsonKind::text},
                                        {"source", JsonKind::text},
                                        {"from", JsonKind::text, !kOrNull, kOptional},
                                        {"factor", JsonKind::number, !kOrNull, kOptional}};
const std::vector<KeyRule> kInput = {{"path", JsonKind::text}, {"bytes", JsonKind::count}, {"sha256", JsonKind::text}};

std::uint64_t total(const Json& counts) {
  std::uint64_t out = 0;
  for (const Json& count : counts) out += count.get<std::uint64_t>();
  return out;
}

/// The causes of a cycle count are counts, and they add up to it.
void check_causes(JsonChecker& checker, const Json& causes, const std::string& place, std::uint64_t cycles,
                  const char* whole) {
  if (checker.members(causes, place, JsonKind::count) && total(causes) != cycles)
    checker.add(place, fmt::format("expected cycles that add up to {} ({}), got {}", cycles, whole, total(causes)));
}

void check_units(JsonChecker& checker, const Json& run) {
  if (!checker.objects(run["per_unit"], "/per_unit", kUnit)) return;
  for (std::size_t i = 0; i < run["per_unit"].size(); ++i) {
    const Json& unit = run["per_unit"][i];
    const std::string place = fmt::format("/per_unit/{}", i);
    if (unit["stalled_cycles"].is_null() ||
        !checker.members(unit["stalled_cycles"], place + "/stalled_cycles", JsonKind::count))
      continue;
    const std::uint64_t cycles = unit["busy_cycles"].get<std::uint64_t>() + total(unit["stalled_cycles"]) +
                                 (unit["idle_cycles"].is_null() ? 0 : unit["idle_cycles"].get<std::uint64_t>());
    if (!run["cycles"].is_null() && cycles != run["cycles"])
      checker.add(place, fmt::format("expected busy, stalled and idle cycles that add up to {} (/cycles), got {}",
                                     run["cycles"].get<std::uint64_t>(), cycles));
  }
}

void check_layers(JsonChecker& checker, const Json& run) {
  if (!checker.objects(run["per_layer"], "/per_layer", kLayer)) return;
  for (std::size_t i = 0; i < run["per_layer"].size(); ++i) {
    const Json& layer = run["per_layer"][i];
    if (!layer.contains("explain") || layer["explain"].is_null()) continue;
    const std::string place = fmt::format("/per_layer/{}/explain", i);
    if (checker.object(layer["explain"], place, kLayerExplain))
      check_causes(checker, layer["explain"]["causes"], place + "/causes", layer["explain"]["window_cycles"],
                   "its window");
  }
}

void check_total(JsonChecker& checker, const std::string& place, double expected, double got, const char* of) {
  if (!is_close(expected, got))
    checker.add(place, fmt::format("expected the sum of {}, {}, got {}", of, Json(expected).dump(), Json(got).dump()));
}

/// A cost's parts are numbers (area) or totals with their parts (energy), and they add up.
void check_cost(JsonChecker& checker, const Json& run, const std::string& key) {
  const Json& cost = run[key];
  const std::string place = "/" + key;
  if (cost.is_null() || !checker.object(cost, place, kCost)) return;
  double parts = 0;
  for (const auto& [name, part] : cost["per_unit"].items()) {
    const std::string below = place + "/per_unit/" + name;
    if (part.is_number()) {
      if (!checker.members({{name, part}}, place + "/per_unit", JsonKind::number)) return;
      parts += part.get<double>();
    } else {
      if (!checker.object(part, below, kPart)) return;
      parts += part["total"].get<double>();
      check_total(checker, below + "/total", part["dynamic"].get<double>() + part["leakage"].get<double>(),
                  part["total"], "dynamic and leakage");
    }
  }
  check_total(checker, place + "/total", parts, cost["total"], "its units");
}

void check_layer_energy(JsonChecker& checker, const Json& run) {
  if (run["energy_j"].is_null() || !run["energy_j"].contains("outside_layers")) return;
  const Json& outside = run["energy_j"]["outside_layers"];
  if (outside.is_null()) {  // a view that does not tell layers: then there is nothing to add up
    for (std::size_t i = 0; i < run["per_layer"].size(); ++i)
      if (const Json& layer = run["per_layer"][i]; layer.contains("energy_j") && !layer["energy_j"].is_null())
        checker.add(fmt::format("/per_layer/{}/energy_j", i),
                    "expected null as /energy_j/outside_layers is, got " + layer["energy_j"].dump());
    return;
  }
  double layers = outside;
  for (const Json& layer : run["per_layer"])
    if (layer.contains("energy_j") && !layer["energy_j"].is_null()) layers += layer["energy_j"].get<double>();
  check_total(checker, "/energy_j/total", layers, run["energy_j"]["total"], "all layers and what is outside of them");
}

void check_outside(JsonChecker& checker, const Json& outside) {
  const std::string place = "/outside_layers";
  if (!checker.object(outside, place, kOutside) || !outside.contains("explain")) return;
  if (checker.object(outside["explain"], place + "/explain", kOutsideExplain))
    check_causes(checker, outside["explain"]["causes"], place + "/explain/causes", outside["explain"]["window_cycles"],
                 "its window");
}

void check_provenance(JsonChecker& checker, const Json& provenance) {
  if (checker.object(provenance, "/provenance", kProvenance))
    if (checker.objects(provenance["inputs"], "/provenance/inputs", kInput))
      checker.objects(provenance["table_sources"], "/provenance/table_sources", kTableRow);
}

void check_time(JsonChecker& checker, const Json& run) {
  if (run["cycles"].is_null()) return;
  const std::uint64_t cycles = run["cycles"];
  if (run["clock_hz"] == 0)
    checker.add("/clock_hz", "expected at least 1, got 0");
  else if (!run["latency_s"].is_null() &&
           !is_close(run["latency_s"], static_cast<double>(cycles) / run["clock_hz"].get<double>()))
    checker.add("/latency_s", fmt::format("expected cycles / clock_hz, got {}", run["latency_s"].dump()));
  if (run.contains("explain") && checker.object(run["explain"], "/explain", kExplain)) {
    check_causes(checker, run["explain"]["causes"], "/explain/causes", cycles, "/cycles");
    checker.objects(run["explain"]["suggestions"], "/explain/suggestions", kSuggestion);
  }
}

void check_run(const Json& run, const std::filesystem::path& path) {
  JsonChecker checker(path.string());
  if (checker.object(run, "", kRun)) {
    if (run["schema_version"] != kRunSchemaVersion)
      checker.add("/schema_version", fmt::format("expected {}, got {}: this result is of another version of octet",
                                                 kRunSchemaVersion, run["schema_version"].dump()));
    checker.object(run["architecture"], "/architecture", {{"name", JsonKind::text}});
    check_time(checker, run);
    check_units(checker, run);
    check_layers(checker, run);
    checker.members(run["memory"], "/memory", JsonKind::count);
    if (!run["accuracy"].is_null()) checker.object(run["accuracy"], "/accuracy", kAccuracy);
    check_provenance(checker, run["provenance"]);
    check_cost(checker, run, "energy_j");
    check_cost(checker, run, "area_mm2");
    if (run.contains("outside_layers")) check_outside(checker, run["outside_layers"]);
    if (run.contains("dump")) checker.objects(run["dump"], "/dump", kDump);
    if (checker.good()) check_layer_energy(checker, run);
    if (checker.good()) check_consistency(checker, run);
  }
  checker.finish();
}

}  // namespace

Json read_run_folder(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "run.json", trace = folder / "trace.json";
  Json run = read_json(path, kMostRunBytes);
  check_run(run, path);
  if (std::vector<Diagnostic> faults = find_contradictions(folder, run); !faults.empty())
    throw UserError(std::move(faults));
  Json out = {{"folder", folder.string()}};
  std::error_code error;
  const bool has_trace = std::filesystem::exists(trace, error);
  out["files"] = files_json(has_trace ? std::vector{path, trace} : std::vector{path});
  out["timeline"] = nullptr;
  if (run["cycles"].is_null()) {
    out["timeline_missing_reason"] = "the view has no time";
  } else if (!has_trace) {
    if (run["view"] == "estimate")
      out["timeline_missing_reason"] = "the estimate knows no single steps";
    else
      out["timeline_missing_reason"] = run.value("layers_missing_reason", "the folder has no trace.json");
  } else {
    std::vector<std::string> units;
    for (const Json& unit : run["per_unit"]) units.push_back(unit["name"]);
    out["timeline"] = read_timeline(trace, units, run["cycles"]);
  }
  out["run"] = std::move(run);
  return out;
}

}  // namespace octet::report
