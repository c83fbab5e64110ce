// SPDX-License-Identifier: Apache-2.0
#include "sim/report/run_json.hpp"

#include "sim/report/cost_json.hpp"
#include "sim/report/explain_table.hpp"
#include "sim/report/outside_layers.hpp"
#include "sim/report/run_document.hpp"

namespace octet::report {
namespace {

constexpr const char* kNoTime = "the golden view has no time";

Json layer_json(const sim::LayerRecord& layer) {
  const auto cycles = [&](Cycles sim::LayerCycles::*member) {
    return layer.cycles ? Json((*layer.cycles.*member).count()) : Json(nullptr);
  };
  return {{"name", layer.name},
          {"macs", layer.macs.count()},
          {"start_cycles", cycles(&sim::LayerCycles::start)},
          {"end_cycles", cycles(&sim::LayerCycles::end)},
          {"busy_cycles", cycles(&sim::LayerCycles::busy)}};
}

Json unit_json(const sim::UnitTime& unit, bool stalls_known) {
  if (!stalls_known)
    return {
        {"name", unit.name}, {"busy_cycles", unit.busy.count()}, {"idle_cycles", nullptr}, {"stalled_cycles", nullptr}};
  Json stalled = Json::object();
  for (const auto& [cause, cycles] : unit.stalled) stalled[cause] = cycles.count();
  return {{"name", unit.name},
          {"busy_cycles", unit.busy.count()},
          {"idle_cycles", unit.idle.count()},
          {"stalled_cycles", stalled}};
}

/// Everything that needs a clock; nulls with a reason in a view without one.
void add_time(const sim::RunRecord& record, Json& json) {
  json["cycles"] = nullptr;
  json["latency_s"] = nullptr;
  json["macs"] = record.macs.count();
  json["utilization"] = nullptr;
  json["clock_hz"] = record.architecture.clock_hz;
  if (!record.time) {
    json["time_missing_reason"] = kNoTime;
    return;
  }
  json["cycles"] = record.time->cycles.count();
  json["latency_s"] = record.seconds();
  json["utilization"] = record.utilization();
}

/// What it costs; nulls with a reason where that is not known.
void add_costs(const sim::RunRecord& record, Json& json) {
  json["energy_j"] = nullptr;
  json["power_w"] = nullptr;
  json["area_mm2"] = nullptr;
  if (!record.costs) {
    json["energy_missing_reason"] = json["area_missing_reason"] = record.costs_missing_reason;
    return;
  }
  json["area_mm2"] = area_json(record.costs->area, record.costs->technology);
  if (!record.costs->energy) {
    json["energy_missing_reason"] = record.costs->energy_missing_reason;
    return;
  }
  json["energy_j"] = energy_json(*record.costs);
  json["power_w"] = record.costs->energy->total().value() / record.seconds();
}

Json layer_energy(const sim::RunRecord& record, std::size_t layer) {
  if (!record.costs || !record.costs->layers[layer]) return nullptr;
  return record.costs->layers[layer]->total().value();
}

Json accuracy_json(const sim::RunRecord& record) {
  const auto score = record.score();
  if (!score) return nullptr;
  return {{"metric", "accuracy"}, {"samples", score->samples}, {"right", score->right}, {"integer", score->share()}};
}

Json provenance_json(const sim::RunRecord& record) {
  Json inputs = Json::array();
  for (const io::InputFile& file : record.inputs)
    inputs.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  Json seeds = Json::object();
  if (record.input_seed) seeds["input"] = *record.input_seed;
  if (record.weight_seed) seeds["weights"] = *record.weight_seed;
  return {{"version", version()},
          {"command_line", record.command_line},
          {"inputs", inputs},
          {"seeds", seeds},
          {"table_sources", record.costs ? table_sources_json(record.costs->technology) : Json::array()}};
}

}  // namespace

std::string version() { return OCTET_VERSION; }

Json run_json(const sim::RunRecord& record) {
  Json json;
  json["schema_version"] = kRunSchemaVersion;
  json["workload"] = record.workload;
  json["view"] = record.view;
  json["timing_only"] = record.timing_only;
  json["samples"] = record.timing_only ? 0 : record.outcomes.size();
  json["architecture"] = yaml_to_json(arch::to_yaml(record.architecture));
  add_time(record, json);
  add_costs(record, json);
  json["accuracy"] = accuracy_json(record);
  json["outputs_file"] = record.timing_only ? Json(nullptr) : Json("outputs.csv");
  if (!record.dumped.empty()) {
    json["dump"] = Json::array();
    for (const sim::DumpedLayer& it : record.dumped)
      json["dump"].push_back({{"layer", it.layer}, {"file", it.file}, {"type", it.type}, {"shape", it.shape}});
  }
  json["per_layer"] = Json::array();
  const bool explained = record.time && record.time->explanation;
  for (std::size_t i = 0; i < record.layers.size(); ++i) {
    json["per_layer"].push_back(layer_json(record.layers[i]));
    json["per_layer"].back()["energy_j"] = layer_energy(record, i);
    if (explained) json["per_layer"].back()["explain"] = layer_explain_json(*record.time, i);
  }
  json["outside_layers"] = outside_layers_json(record);
  if (explained) json["explain"] = explain_json(*record.time);
  json["per_unit"] = Json::array();
  json["memory"] = Json::object();
  if (record.time) {
    const std::string& reason = record.time->stalls_missing_reason;
    for (const sim::UnitTime& unit : record.time->units) json["per_unit"].push_back(unit_json(unit, reason.empty()));
    if (!reason.empty()) json["stalls_missing_reason"] = reason;
    for (const auto& [key, count] : record.time->memory) json["memory"][key] = count;
    if (!record.time->memory_missing_reason.empty()) json["memory_missing_reason"] = record.time->memory_missing_reason;
    if (!record.time->layers_missing_reason.empty()) json["layers_missing_reason"] = record.time->layers_missing_reason;
  }
  // What the host does instead of the machine.
  json["host_operations"] = {{"patch_extraction_images", record.patched_images}};
  json["provenance"] = provenance_json(record);
  json["host"] = {{"cpu_s", record.host.cpu_s}, {"peak_rss_bytes", record.host.peak_rss_bytes}};
  return json;
}

std::string json_text(const Json& json) {
  // Paths are bytes; those that are no UTF-8 must not make JSON of a finished run impossible.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace octet::report
