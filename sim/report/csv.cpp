// SPDX-License-Identifier: Apache-2.0
#include "sim/report/csv.hpp"

#include <fmt/format.h>

#include "models/io/csv.hpp"
#include "sim/report/explain_table.hpp"
#include "sim/report/outside_layers.hpp"

namespace octet::report {

std::string layers_csv(const sim::RunRecord& record) {
  const bool explained = record.time && record.time->explanation;
  std::string text = "layer,macs,start_cycles,end_cycles,busy_cycles,energy_j";
  if (explained) text += explain_csv_header(*record.time->explanation);
  text += '\n';
  for (std::size_t i = 0; i < record.layers.size(); ++i) {
    const sim::LayerRecord& layer = record.layers[i];
    text += fmt::format("{},{},", io::csv_field(layer.name), layer.macs.count());
    text += layer.cycles ? fmt::format("{},{},{}", layer.cycles->start.count(), layer.cycles->end.count(),
                                       layer.cycles->busy.count())
                         : std::string(",,");
    text += ',';
    if (record.costs && record.costs->layers[i]) text += fmt::format("{}", record.costs->layers[i]->total().value());
    if (explained) text += explain_csv(*record.time, i);
    text += '\n';
  }
  const OutsideLayers rest = outside_layers(record);
  text += fmt::format("{},0,,,{},{}", kOutsideLayers, rest.busy_cycles ? fmt::to_string(*rest.busy_cycles) : "",
                      rest.energy_j ? fmt::to_string(*rest.energy_j) : "");
  if (explained) text += explain_csv(*record.time->explanation, rest.window, rest.causes);
  return text + '\n';
}

std::string outputs_csv(const sim::RunRecord& record) {
  std::string text = "index,label,prediction";
  const std::size_t elements = record.outcomes.empty() ? 0 : record.outcomes.front().output.data().size();
  for (std::size_t i = 0; i < elements; ++i) text += fmt::format(",output_{}", i);
  text += '\n';
  for (std::size_t i = 0; i < record.outcomes.size(); ++i) {
    const sim::InferenceResult& outcome = record.outcomes[i];
    text += fmt::format("{},{},{}", i, outcome.label ? fmt::to_string(*outcome.label) : "", outcome.prediction);
    for (const std::int16_t element : outcome.output.data()) text += fmt::format(",{}", element);
    text += '\n';
  }
  return text;
}

}  // namespace octet::report
