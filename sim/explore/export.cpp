// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/io/csv.hpp"

namespace octet::explore {
namespace {

using State = Outcome::State;

/// A count without a fraction, anything else in the fewest digits that read back to the same number.
std::string number(double value) {
  if (std::floor(value) == value && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

Json metrics_json(const Metrics& metrics) {
  Json json = Json::object();
  for (const auto& [name, value] : metrics) {
    if (std::floor(value) == value && std::abs(value) < 1e15 && !is_better_larger(name))
      json[name] = static_cast<std::int64_t>(value);
    else
      json[name] = value;
  }
  return json;
}

Json point_json(const Point& point, std::size_t id) {
  Json json = {{"id", id}, {"state", name(point.state)}};
  Json settings = Json::object();
  for (const auto& [parameter, value] : point.settings) settings[parameter] = value;
  json["settings"] = settings;
  if (!point.reason.empty()) json["reason"] = point.reason;
  if (point.state != State::done) return json;
  json["metrics"] = metrics_json(point.metrics);
  json["view"] = point.is_finalist ? "systemc" : "estimate";
  if (point.is_finalist) json["estimated_cycles"] = static_cast<std::int64_t>(point.estimated_cycles);
  if (point.samples > 0) json["accuracy_samples"] = point.samples;
  if (!point.package.empty()) json["package"] = point.package;
  return json;
}

std::vector<std::string> metric_columns(const SweepResult& result) {
  std::vector<std::string> columns;
  for (const std::string& name : metric_names())
    if (std::any_of(result.points.begin(), result.points.end(),
                    [&](const Point& point) { return point.metrics.contains(name); }))
      columns.push_back(name);
  return columns;
}

std::string csv(const SweepResult& result, bool only_front) {
  const std::vector<std::string> columns = metric_columns(result);
  std::string out = "id";
  for (const Axis& axis : result.spec->axes)
    for (const std::string& parameter : axis.names) out += "," + parameter;
  out += ",state,view,finalist,front";
  for (const std::string& column : columns) out += "," + column;
  out += ",accuracy_samples,reason\n";
  for (std::size_t id = 0; id < result.points.size(); ++id) {
    const Point& point = result.points[id];
    if (only_front && !point.is_on_front) continue;
    out += std::to_string(id);
    for (const auto& [parameter, value] : point.settings) out += "," + io::csv_field(value);
    out += fmt::format(",{},{},{},{}", name(point.state),
                       point.state != State::done ? ""
                       : point.is_finalist        ? "systemc"
                                                  : "estimate",
                       point.is_finalist ? 1 : 0, point.is_on_front ? 1 : 0);
    for (const std::string& column : columns) {
      const auto found = point.metrics.find(column);
      out += "," + (found == point.metrics.end() ? std::string() : number(found->second));
    }
    out += fmt::format(",{},{}\n", point.samples > 0 ? std::to_string(point.samples) : "", io::csv_field(point.reason));
  }
  return out;
}

/// Ids of the front, the best in the first objective first.
std::vector<std::size_t> front_in_order(const SweepResult& result) {
  std::vector<std::size_t> ids;
  for (std::size_t id = 0; id < result.points.size(); ++id)
    if (result.points[id].is_on_front) ids.push_back(id);
  std::stable_sort(ids.begin(), ids.end(),
                   [&](std::size_t a, std::size_t b) { return *result.points[a].scores < *result.points[b].scores; });
  return ids;
}

}  // namespace

Json sweep_json(const SweepResult& result) {
  const Spec& spec = *result.spec;
  Json json = {{"schema_version", 1}, {"specification", spec.file.string()}};
  json["search"] = {{"method", name(spec.search.method)}, {"space", result.space}};
  if (spec.search.method != Method::grid) json["search"]["seed"] = spec.search.seed;
  json["points"] = result.points.size();
  json["done"] = result.count(State::done);
  json["infeasible"] = result.count(State::infeasible);
  json["failed"] = result.count(State::failed);
  json["satisfying"] = std::count_if(result.points.begin(), result.points.end(),
                                     [](const Point& point) { return point.scores.has_value(); });
  if (const std::vector<std::string> missing = result.not_priced(); !missing.empty()) json["not_priced"] = missing;
  json["objectives"] = Json::array();
  for (const Objective& objective : spec.objectives)
    json["objectives"].push_back({{"metric", objective.metric}, {"goal", objective.is_maximized ? "max" : "min"}});
  json["constraints"] = Json::array();
  for (const Constraint& constraint : spec.constraints) json["constraints"].push_back(constraint.text);
  json["pareto"] = Json::array();
  for (const std::size_t id : front_in_order(result)) json["pareto"].push_back(point_json(result.points[id], id));
  for (const char* list : {"finalists", "failures"}) json[list] = Json::array();
  for (std::size_t id = 0; id < result.points.size(); ++id) {
    if (result.points[id].is_finalist) json["finalists"].push_back(point_json(result.points[id], id));
    if (result.points[id].state == State::failed) json["failures"].push_back(point_json(result.points[id], id));
  }
  json["packages"] = Json::array();
  for (const PackageAccuracy& package : result.packages)
    json["packages"].push_back({{"package", package.package},
                                {"samples", package.score.samples},
                                {"right", package.score.right},
                                {"accuracy", package.score.share()}});
  json["provenance"] = Json::object();
  for (const auto& [name, value] : result.identity) json["provenance"][name] = value;
  return json;
}

std::string points_csv(const SweepResult& result) { return csv(result, false); }

std::string pareto_csv(const SweepResult& result) { return csv(result, true); }

std::string pareto_table(const SweepResult& result, std::size_t rows) {
  const std::vector<std::size_t> ids = front_in_order(result);
  std::string out;
  for (const Objective& objective : result.spec->objectives) out += fmt::format("{:>14}", objective.metric);
  out += "  settings\n";
  // Of a long front both ends and what lies between, evenly.
  const std::size_t shown = std::min(rows, ids.size());
  for (std::size_t row = 0; row < shown; ++row) {
    const Point& point = result.points[ids[shown < 2 ? 0 : row * (ids.size() - 1) / (shown - 1)]];
    for (const Objective& objective : result.spec->objectives) {
      const double value = point.metrics.at(objective.metric);
      out += std::floor(value) == value ? fmt::format("{:>14.0f}", value) : fmt::format("{:>14.5g}", value);
    }
    out += " ";
    for (const auto& [parameter, value] : point.settings) out += fmt::format(" {}={}", parameter, value);
    out += "\n";
  }
  if (shown < ids.size())
    out += fmt::format("{} of {} points of the front; pareto.csv has them all\n", shown, ids.size());
  return out;
}

}  // namespace octet::explore
