// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run.hpp"

#include <fmt/format.h>

#include <numeric>

#include "models/core/error.hpp"
#include "sim/compile/compile.hpp"
#include "sim/estimate/traffic.hpp"
#include "sim/run/suggest.hpp"
#include "sim/run/views.hpp"

namespace octet::sim {
namespace {

std::vector<LayerRecord> layers_of(const graph::Model& model) {
  const std::vector<Macs> macs = graph::layer_macs(model);
  std::vector<LayerRecord> layers;
  for (std::size_t i = 0; i < model.nodes.size(); ++i) layers.push_back({model.nodes[i].name, macs[i], {}, {}});
  return layers;
}

/// Gives the graph's layers what the machine measured; names decide, as a program may have fewer.
void add_layer_cycles(const program::Program& program, const MachineTime& time, std::vector<LayerRecord>& layers) {
  for (std::size_t i = 0; i < time.layers.size() && i < program.layers.size(); ++i)
    for (LayerRecord& layer : layers)
      if (layer.name == program.layers[i]) {
        layer.cycles = time.layers[i];
        layer.machine_layer = i;
      }
}

/// Which events and which stretch of the run belong to each layer of the program.
void add_layer_events(const program::Program& program, const arch::Architecture& architecture, MachineTime& time) {
  time.layer_events = estimation::count_layers(program, architecture);
  if (time.layers.empty()) {  // gates count no events: those of the program, which are the machine's
    time.events = estimation::sum_of(time.layer_events);
    return;
  }
  time.windows = layer_windows(program_order(program), time.layers, time.cycles);
}

}  // namespace

std::optional<tasks::Score> RunRecord::score() const {
  tasks::Score score;
  for (const InferenceResult& outcome : outcomes) {
    if (!outcome.label) return std::nullopt;
    score.count(outcome.prediction, static_cast<std::size_t>(*outcome.label));
  }
  if (score.samples == 0) return std::nullopt;
  return score;
}

double RunRecord::seconds() const {
  return time ? static_cast<double>(time->cycles.count()) / static_cast<double>(architecture.clock_hz) : 0.0;
}

double RunRecord::utilization() const {
  if (!time || time->cycles.count() == 0) return 0.0;
  const double possible = static_cast<double>(time->cycles.count()) * architecture.rows * architecture.columns;
  return static_cast<double>(macs.count()) / possible;
}

RunRecord run(const RunRequest& request, const Inputs& inputs, const RunProgress& progress) {
  RunRecord record;
  record.workload = request.model.name;
  record.architecture = request.architecture;
  record.view = request.view.text();
  record.timing_only = request.timing_only;
  record.layers = layers_of(request.model);
  for (const LayerRecord& layer : record.layers) record.macs += layer.macs;

  std::optional<program::Program> program;
  std::unique_ptr<View> view;
  if (request.view.name == "golden") {
    view = make_golden_view(request.model);
  } else {
    program = compile(request.model, request.architecture, request.timing_only, progress.compile, request.mapping);
    view = make_machine_view(request.view, request.architecture, *program, !request.timing_only, request.explain,
                             progress.build);
  }

  const std::size_t count = request.timing_only ? 1 : inputs.size();
  const Progress parts = progress.parts ? progress.parts(view->part_name()) : Progress{};
  for (std::size_t i = 0; i < count; ++i) {
    tell(progress.inputs, i, count);
    if (request.tap != nullptr) take_constants(request.model, *request.tap);
    const Matrix<std::int16_t> output = view->run(inputs.at(i), parts, request.tap);
    if (!request.timing_only) record.outcomes.push_back({inputs.label(i), tasks::predicted_class(output), output});
    std::optional<MachineTime> time = view->last_time();
    if (i == 0)
      record.time = std::move(time);
    else if (time)
      OCTET_CHECK(time->cycles == record.time->cycles, fmt::format("input {} took other cycles than input 0", i));
  }
  tell(progress.inputs, count, count);
  if (!inputs.is_random()) record.patched_images = count;
  if (record.time && record.time->explanation)
    record.time->explanation->suggestions = suggest(request.model, request.architecture, request.mapping.wanted,
                                                    *record.time->explanation, progress.suggest);
  if (record.time) {
    add_layer_cycles(*program, *record.time, record.layers);
    add_layer_events(*program, request.architecture, *record.time);
  }
  return record;
}

}  // namespace octet::sim
