// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "models/compress/evaluate.hpp"
#include "models/graph/package.hpp"
#include "sim/cli/accuracy.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {
namespace {

struct Options {
  std::string package, dataset, graph, limit;
  JsonOption json;
};

/// The float graph named by the user, else the one the package keeps.
std::optional<graph::FloatGraph> read_float(const Options& options) {
  if (!options.graph.empty()) return graph::read_float_graph(options.graph);
  return compress::read_reference(options.package);
}

void eval_verb(const Options& options) {
  Faults faults;
  faults.require("PACKAGE", options.package);
  faults.require("--dataset", options.dataset);
  const std::uint64_t limit = faults.count("--limit", options.limit, 1, kMostInputs, 0);
  options.json.check(faults, {options.package, options.dataset, options.graph});
  std::optional<graph::Model> model;
  std::optional<std::optional<graph::FloatGraph>> reference;
  if (!options.package.empty()) {
    model = faults.attempt([&] { return graph::read_package(options.package); });
    reference = faults.attempt([&] { return read_float(options); });
  }
  std::optional<graph::ImageDataset> dataset;
  if (!options.dataset.empty())
    dataset = faults.attempt([&] { return graph::read_image_dataset(options.dataset, graph::Split::kTest, limit); });
  faults.finish();

  const graph::FloatGraph* const float_graph = *reference ? &**reference : nullptr;
  ProgressLine line;
  const compress::Evaluation result = compress::evaluate(*model, float_graph, *dataset, limit, line.items("sample"));
  options.json.print(accuracy_text(result, limit));
  options.json.write(accuracy_json(result));
}

}  // namespace

void add_eval(CLI::App& app, const Session& /*session*/) {
  CLI::App* verb = app.add_subcommand("eval", "Task metric of the integer model and of its float origin");
  const auto options = std::make_shared<Options>();
  verb->add_option("package", options->package, "Package folder")->type_name("PACKAGE");
  verb->add_option("--dataset", options->dataset, "Data set folder; its test images are used")->type_name("DATA");
  verb->add_option("--graph", options->graph, "Float graph folder; without it, the one kept in the package")
      ->type_name("GRAPH");
  verb->add_option("--limit", options->limit, "Only the first N samples")->type_name("N");
  options->json.add_to(*verb);
  add_example(*verb, "octet eval workloads/vit-fashion-mnist/package --dataset /usr/share/datasets/fashion-mnist");
  verb->callback([options] { eval_verb(*options); });
}

}  // namespace octet::cli
