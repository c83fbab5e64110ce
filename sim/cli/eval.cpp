// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "models/compress/evaluate.hpp"
#include "models/compress/origin.hpp"
#include "models/graph/package.hpp"
#include "models/tasks/image_classification.hpp"
#include "sim/cli/accuracy.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/compile/compile.hpp"
#include "sim/report/layer_error_table.hpp"
#include "sim/run/shipped_data.hpp"
#include "sim/run/view_choice.hpp"
#include "sim/run/views.hpp"

namespace octet::cli {
namespace {

struct EvalOptions {
  std::string package, dataset, graph, limit;
  std::vector<std::string> views;
  bool by_layer = false;
  ArchitectureOptions architecture;
  JsonOption json;
};

/// The float graph named by the user, else the one the package keeps; the package's origin, if `model` is known.
std::optional<graph::FloatGraph> read_float(const EvalOptions& options, const std::optional<graph::Model>& model) {
  const bool is_named = !options.graph.empty();
  auto graph = is_named ? graph::read_float_graph(options.graph) : compress::read_reference(options.package);
  if (graph && model)
    compress::check_origin(*model, *graph,
                           is_named ? options.graph : compress::reference_folder(options.package).string());
  return graph;
}

/// The view to evaluate in; the architecture is for one of a machine only.
sim::ViewChoice read_view(const EvalOptions& options, std::optional<arch::Architecture>& architecture, Faults& faults) {
  if (options.views.empty() || options.views == std::vector<std::string>{"golden"}) {
    check_set_once(options.architecture.overrides, faults);
    if (!options.architecture.name.empty() || !options.architecture.overrides.empty())
      faults.add("--arch", "the golden view has no machine, expected --view systemc, rtl or UNIT=rtl beside it");
    return {"golden"};
  }
  architecture = options.architecture.read(faults);
  const auto view = faults.attempt([&] { return sim::choose_view(options.views); }).value_or(sim::ViewChoice());
  if (view.name == "estimate") faults.add("--view", "the estimate view computes no values, expected another");
  if (architecture)
    faults.attempt([&] {
      sim::check_gates(view, *architecture);
      return true;
    });
  return view;
}

void eval_verb(EvalOptions options) {
  Faults faults;
  faults.require("PACKAGE", options.package);
  if (auto found = faults.attempt([&] { return sim::find_workload(options.package); })) options.package = *found;
  faults.require("--dataset", options.dataset);
  const std::uint64_t limit = faults.count("--limit", options.limit, 1, kMostInputs, 0);
  options.json.check(faults, {options.package, options.dataset, options.graph});
  std::optional<arch::Architecture> architecture;
  const sim::ViewChoice choice = read_view(options, architecture, faults);
  std::optional<graph::Model> model;
  std::optional<std::optional<graph::FloatGraph>> reference;
  if (!options.package.empty()) {
    model = faults.attempt([&] { return graph::read_package(options.package); });
    reference = faults.attempt([&] { return read_float(options, model); });
  }
  std::optional<data::ImageDataset> dataset;
  if (!options.dataset.empty())
    dataset = faults.attempt([&] { return data::read_image_dataset(options.dataset, data::Split::kTest, limit); });
  if (options.by_layer && reference && !*reference)
    faults.add("--by-layer",
               fmt::format("needs the float graph, {} keeps none: expected --graph GRAPH", options.package));
  if (model && dataset)
    faults.attempt([&] {
      tasks::check_dataset(tasks::task_of(*model), *dataset);
      return true;
    });
  faults.finish();

  const graph::FloatGraph* const float_graph = *reference ? &**reference : nullptr;
  ProgressLine line;
  std::optional<program::Program> program;
  std::unique_ptr<sim::View> view;
  if (choice.name != "golden") {
    program = sim::compile(*model, *architecture, false, line.share("compiling"));
    view = sim::make_machine_view(choice, *architecture, *program, true, false, line.work());
  }
  compress::IntegerRun run;
  if (view)
    run = [&](const Matrix<std::int16_t>& input, const Progress& alive, const compress::TakeNode& take) {
      if (!take) return view->run(input, alive);
      const sim::LayerTap tap{std::vector<bool>(model->nodes.size(), true), take};
      sim::take_constants(*model, tap);
      return view->run(input, alive, &tap);
    };
  const compress::Evaluation result =
      compress::evaluate(*model, float_graph, *dataset, limit, line.items("sample"), run, options.by_layer);
  report::Json json = accuracy_json(result);
  json["view"] = choice.text();
  if (options.by_layer) json["by_layer"] = report::layer_errors_json(result.layers);
  options.json.print((view ? fmt::format("{:<14}{}\n", "view", choice.text()) : "") + accuracy_text(result, limit) +
                     (options.by_layer ? report::layer_errors_table(result.layers, terminal_columns()) : ""));
  options.json.write(json);
}

}  // namespace

void add_eval(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "eval", "Task metric of the integer model and of its float origin");
  const auto options = std::make_shared<EvalOptions>();
  verb.argument("package", "PACKAGE", options->package, "Package folder");
  verb.option("--dataset", "DATA", options->dataset, "Data set folder; its test images are used");
  verb.option("--graph", "GRAPH", options->graph, "Float graph folder; without it, the one kept in the package");
  verb.option("--limit", "N", options->limit, "Only the first N samples");
  verb.flag(
      "--by-layer", options->by_layer,
      "Also how far every node's integers are from the float graph's reals: signal to quantization noise, largest "
      "error, share of elements at an end of their width. Layers of repeated blocks stand in one row with their "
      "range; --json has each by itself (by_layer)");
  verb.option("--view", "VIEW", options->views,
              "golden (unless given), systemc, rtl, or UNIT=rtl any number of times: as in octet run; all but golden "
              "need --arch");
  options->architecture.add_to(verb);
  options->json.add_to(verb);
  verb.required({"package", "--dataset"});
  verb.example(
      "octet eval workloads/vit-fashion-mnist/package --dataset /usr/share/datasets/fashion-mnist\n"
      "  octet eval workloads/vit-fashion-mnist/package --dataset workloads/fashion-mnist-sample --limit 20 "
      "--view rtl --arch octet-16");
  verb.run([options] { eval_verb(*options); });
}

}  // namespace octet::cli
