// SPDX-License-Identifier: Apache-2.0
#include "sim/report/outside_layers.hpp"

#include "models/core/error.hpp"
#include "sim/report/explain_table.hpp"

namespace octet::report {

OutsideLayers outside_layers(const sim::RunRecord& record) {
  OutsideLayers out;
  if (record.time) {
    std::uint64_t all = 0, told = 0;
    for (const sim::UnitTime& unit : record.time->units) all += unit.busy.count();
    for (const sim::LayerRecord& layer : record.layers)
      if (layer.cycles) told += layer.cycles->busy.count();
    OCTET_CHECK(told <= all, "layers are busy in cycles of units");
    out.busy_cycles = all - told;
  }
  if (record.costs && record.costs->energy)
    out.energy_j = (record.costs->outside ? *record.costs->outside : *record.costs->energy).total().value();
  if (record.time && record.time->explanation) {
    const sim::Explanation& it = *record.time->explanation;
    out.window = it.startup + it.tail;
    for (std::size_t cause = 0; cause < out.causes.size(); ++cause)
      out.causes[cause] = it.before[cause] + it.after[cause];
  }
  return out;
}

Json outside_layers_json(const sim::RunRecord& record) {
  const OutsideLayers it = outside_layers(record);
  Json out = {{"busy_cycles", it.busy_cycles ? Json(*it.busy_cycles) : Json(nullptr)},
              {"energy_j", it.energy_j ? Json(*it.energy_j) : Json(nullptr)}};
  if (record.time && record.time->explanation)
    out["explain"] = {{"window_cycles", it.window.count()},
                      {"causes", causes_json(*record.time->explanation, it.causes)}};
  return out;
}

}  // namespace octet::report
