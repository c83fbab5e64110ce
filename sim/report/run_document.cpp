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

const std::vector<KeyRule> kRun = {{"schema_version", Shape::count},
                                   {"workload", Shape::text},
                                   {"view", Shape::text},
                                   {"timing_only", Shape::flag},
                                   {"samples", Shape::count},
                                   {"architecture", Shape::object},
                                   {"cycles", Shape::count, kOrNull},
                                   {"latency_s", Shape::number, kOrNull},
                                   {"macs", Shape::count},
                                   {"utilization", Shape::number, kOrNull},
                                   {"clock_hz", Shape::count},
                                   {"energy_j", Shape::object, kOrNull},
                                   {"power_w", Shape::number, kOrNull, kOptional},
                                   {"area_mm2", Shape::object, kOrNull},
                                   {"accuracy", Shape::object, kOrNull},
                                   {"per_layer", Shape::list},
                                   {"per_unit", Shape::list},
                                   {"memory", Shape::object},
                                   {"provenance", Shape::object},
                                   {"layers_missing_reason", Shape::text, !kOrNull, kOptional},
                                   {"memory_missing_reason", Shape::text, !kOrNull, kOptional},
                                   {"stalls_missing_reason", Shape::text, !kOrNull, kOptional},
                                   {"outside_layers", Shape::object, !kOrNull, kOptional},
                                   {"dump", Shape::list, !kOrNull, kOptional},
                                   {"explain", Shape::object, !kOrNull, kOptional}};
const std::vector<KeyRule> kOutside = {{"busy_cycles", Shape::count, kOrNull},
                                       {"energy_j", Shape::number, kOrNull},
                                       {"explain", Shape::object, !kOrNull, kOptional}};
const std::vector<KeyRule> kOutsideExplain = {{"window_cycles", Shape::count}, {"causes", Shape::object}};
const std::vector<KeyRule> kDump = {
    {"layer", Shape::text}, {"file", Shape::text}, {"type", Shape::text}, {"shape", Shape::list}};
const std::vector<KeyRule> kLayer = {{"name", Shape::text},
                                     {"macs", Shape::count},
                                     {"start_cycles", Shape::count, kOrNull},
                                     {"end_cycles", Shape::count, kOrNull},
                                     {"busy_cycles", Shape::count, kOrNull},
                                     {"energy_j", Shape::number, kOrNull, kOptional},
                                     {"explain", Shape::object, kOrNull, kOptional}};
const std::vector<KeyRule> kLayerExplain = {{"window_cycles", Shape::count},
                                            {"hidden", Shape::flag},
                                            {"causes", Shape::object},
                                            {"span_cycles", Shape::count},
                                            {"bound", Shape::text},
                                            {"roofline_resource", Shape::text},
                                            {"roofline_cycles", Shape::count},
                                            {"window_over_roofline", Shape::number},
                                            {"memory_bytes", Shape::count, !kOrNull, kOptional}};
const std::vector<KeyRule> kUnit = {{"name", Shape::text},
                                    {"busy_cycles", Shape::count},
                                    {"idle_cycles", Shape::count, kOrNull},
                                    {"stalled_cycles", Shape::object, kOrNull}};
const std::vector<KeyRule> kExplain = {{"startup_cycles", Shape::count, !kOrNull, kOptional},
                                       {"tail_cycles", Shape::count, !kOrNull, kOptional},
                                       {"causes", Shape::object},
                                       {"padding_share", Shape::number},
                                       {"roofline_resource", Shape::text},
                                       {"suggestions", Shape::list}};
const std::vector<KeyRule> kSuggestion = {
    {"cause", Shape::text}, {"set", Shape::text, kOrNull}, {"cycles", Shape::count}};
const std::vector<KeyRule> kAccuracy = {{"samples", Shape::count}, {"right", Shape::count}, {"integer", Shape::number}};
const std::vector<KeyRule> kProvenance = {{"version", Shape::text},
                                          {"command_line", Shape::text},
                                          {"inputs", Shape::list},
                                          {"seeds", Shape::object},
                                          {"table_sources", Shape::list}};
const std::vector<KeyRule> kCost = {
    {"total", Shape::number}, {"per_unit", Shape::object}, {"outside_layers", Shape::number, kOrNull, kOptional}};
const std::vector<KeyRule> kPart = {{"total", Shape::number}, {"dynamic", Shape::number}, {"leakage", Shape::number}};
const std::vector<KeyRule> kTableRow = {{"table", Shape::text},
                                        {"row", Shape::text},
                                        {"value", Shape::number},
                                        {"mark", Shape::text},
                                        {"source", Shape::text},
                                        {"from", Shape::text, !kOrNull, kOptional},
                                        {"factor", Shape::number, !kOrNull, kOptional}};
const std::vector<KeyRule> kInput = {{"path", Shape::text}, {"bytes", Shape::count}, {"sha256", Shape::text}};

std::uint64_t total(const Json& counts) {
  std::uint64_t out = 0;
  for (const Json& count : counts) out += count.get<std::uint64_t>();
  return out;
}

/// The causes of a cycle count are counts, and they add up to it.
void check_causes(JsonChecker& checker, const Json& causes, const std::string& place, std::uint64_t cycles,
                  const char* whole) {
  if (checker.members(causes, place, Shape::count) && total(causes) != cycles)
    checker.add(place, fmt::format("expected cycles that add up to {} ({}), got {}", cycles, whole, total(causes)));
}

void check_units(JsonChecker& checker, const Json& run) {
  if (!checker.objects(run["per_unit"], "/per_unit", kUnit)) return;
  for (std::size_t i = 0; i < run["per_unit"].size(); ++i) {
    const Json& unit = run["per_unit"][i];
    const std::string place = fmt::format("/per_unit/{}", i);
    if (unit["stalled_cycles"].is_null() ||
        !checker.members(unit["stalled_cycles"], place + "/stalled_cycles", Shape::count))
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
      if (!checker.members({{name, part}}, place + "/per_unit", Shape::number)) return;
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
    checker.object(run["architecture"], "/architecture", {{"name", Shape::text}});
    check_time(checker, run);
    check_units(checker, run);
    check_layers(checker, run);
    checker.members(run["memory"], "/memory", Shape::count);
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
