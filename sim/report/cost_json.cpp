// SPDX-License-Identifier: Apache-2.0
#include "sim/report/cost_json.hpp"

#include <fmt/format.h>

#include "sim/tech/gates.hpp"

namespace octet::report {
namespace {

Json row_json(const std::string& table, const std::string& name, const tech::Row& row) {
  Json json = {{"table", table},
               {"row", name},
               {"value", row.value},
               {"mark", std::string(1, static_cast<char>(row.mark))},
               {"source", row.source}};
  if (row.mark == tech::Mark::scaled) {
    json["from"] = row.from;
    json["factor"] = row.factor;
  }
  return json;
}

}  // namespace

Json area_json(const tech::Area& area, const tech::Technology& technology) {
  Json units = Json::object();
  for (const tech::UnitArea& unit : area.units) units[unit.name] = unit.area.value();
  Json json = {{"technology", technology.name()}, {"total", area.total().value()}, {"per_unit", units}};
  if (!area.not_priced.empty()) json["not_priced"] = area.not_priced;
  return json;
}

Json energy_json(const sim::Costs& costs) {
  const auto split = [](const auto& it) -> Json {
    return {{"total", it.total().value()}, {"dynamic", it.dynamic().value()}, {"leakage", it.leakage().value()}};
  };
  Json units = Json::object();
  for (const tech::UnitEnergy& unit : costs.energy->units)
    units[unit.name] = {
        {"total", unit.total().value()}, {"dynamic", unit.dynamic.value()}, {"leakage", unit.leakage.value()}};
  Json json = {{"technology", costs.technology.name()}};
  json.update(split(*costs.energy));
  json["per_unit"] = units;
  if (!costs.energy->not_priced.empty()) json["not_priced"] = costs.energy->not_priced;
  json["outside_layers"] = costs.outside ? Json(costs.outside->total().value()) : Json(nullptr);
  return json;
}

Json table_sources_json(const tech::Technology& technology) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < tech::kItemCount; ++i) {
    const auto item = static_cast<tech::Item>(i);
    rows.push_back(row_json(technology.name(), tech::key(item), technology.row(item)));
  }
  for (const tech::SramRow& it : technology.sram())
    rows.push_back(row_json(technology.name(), fmt::format("sram_access_pj/{}x{}", it.bytes, it.bits), it.row));
  for (std::size_t i = 0; i < tech::kPartCount; ++i)
    rows.push_back(row_json("gates", tech::key(static_cast<tech::Part>(i)), tech::gate_rows()[i]));
  return rows;
}

}  // namespace octet::report
