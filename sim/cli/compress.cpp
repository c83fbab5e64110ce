// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "models/compress/evaluate.hpp"
#include "models/compress/plan.hpp"
#include "models/compress/quantize.hpp"
#include "models/graph/package.hpp"
#include "models/tasks/image_classification.hpp"
#include "sim/cli/accuracy.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/run/shipped_data.hpp"

namespace octet::cli {
namespace {

/// A weight is one int8 element of model.safetensors; packed widths come with mixed precision.
constexpr double kBitsPerWeight = 8.0;
constexpr std::uint64_t kHeldSamples = 1000;

struct CompressOptions {
  std::string graph, recipe, calibration, limit;
  OutOptions out;
  JsonOption json;
};

void compress_verb(CompressOptions options) {
  Faults faults;
  faults.require("GRAPH", options.graph);
  faults.require("--recipe", options.recipe);
  faults.require("--calibration", options.calibration);
  faults.require("--out", options.out.path);
  const std::uint64_t limit = faults.count("--limit", options.limit, 1, kMostInputs, kHeldSamples);
  std::optional<graph::FloatGraph> network;
  if (!options.graph.empty()) network = faults.attempt([&] { return graph::read_float_graph(options.graph); });
  std::optional<compress::Recipe> recipe;
  if (auto found = faults.attempt([&] { return sim::find_recipe(options.recipe); })) {
    options.recipe = *found;
    if (!options.recipe.empty()) recipe = faults.attempt([&] { return compress::read_recipe(options.recipe); });
  }
  if (network && recipe)
    faults.attempt([&] {
      compress::plan_widths(*network, *recipe);
      return true;
    });
  std::optional<data::ImageDataset> calibration, held;
  if (!options.calibration.empty()) {
    calibration = faults.attempt([&] { return data::read_image_dataset(options.calibration, data::Split::kTrain); });
  }
  if (calibration) {
    held = faults.attempt([&] { return data::read_image_dataset(options.calibration, data::Split::kTest, limit); });
  }
  if (network && held)
    faults.attempt([&] {
      tasks::check_dataset(tasks::task_of(*network), *held);
      tasks::check_images(network->image, *calibration);  // of another size than the test images, if at all
      return true;
    });
  // A package may lie in the folder of its graph.
  faults.keep_apart("--out", options.out.path, {options.recipe, options.calibration});
  options.json.check(faults, {options.graph, options.recipe, options.calibration}, options.out.path);
  std::unique_ptr<report::Output> out;
  if (!options.out.path.empty())
    faults.attempt([&] {
      out = std::make_unique<report::Output>(options.out.path, report::Output::Kind::folder, options.out.force,
                                             /*replaces_package=*/true);
      return true;
    });
  faults.finish();

  ProgressLine line;
  compress::LossList losses;
  const graph::Model model =
      compress::compress(*network, *recipe, *calibration, line.items("calibration step"), &losses);
  const compress::Evaluation result = compress::evaluate(model, &*network, *held, limit, line.items("sample"));
  out->fill([&](const std::filesystem::path& work) {
    graph::write_package(model, work);
    compress::store_reference(options.graph, work);
  });
  const std::uint64_t bytes = graph::package_bytes(out->work());
  report::Json json = {
      {"package_bytes", bytes}, {"bits_per_weight", kBitsPerWeight}, {"weights", graph::weight_count(model)}};
  json["findings"] = report::Json::array();
  std::string lost;
  for (const compress::Loss& loss : losses) {
    json["findings"].push_back(
        {{"node", loss.node}, {"share", loss.share}, {"what", loss.what}, {"remedy", loss.remedy}});
    lost += fmt::format("{:<14}{}\n", lost.empty() ? "lost" : "", compress::text(loss));
  }
  json.update(accuracy_json(result));
  const auto write_json = options.json.prepare(json);
  out->commit();
  write_json();
  const std::uint64_t asked = options.limit.empty() ? 0 : limit;
  options.json.print(accuracy_text(result, asked) +
                     fmt::format("{:<14}{} bytes, {} weights of {:.0f} bits\n{:<14}{}\n", "size", bytes,
                                 graph::weight_count(model), kBitsPerWeight, "package", options.out.path) +
                     lost);
}

}  // namespace

void add_compress(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "compress", "Quantize a graph into a package; print what it costs in accuracy");
  const auto options = std::make_shared<CompressOptions>();
  verb.argument("graph", "GRAPH", options->graph, "Folder of graph.yaml and model.safetensors");
  verb.option("--recipe", "FILE", options->recipe,
              "Widths, of all nodes or by pattern of their names, and calibration: a YAML file or the name of a "
              "shipped one (int8)");
  verb.option("--calibration", "DATA", options->calibration,
              "Data set folder: training images calibrate, test images measure accuracy");
  verb.option("--limit", "N", options->limit, "Test images for the accuracy (1000 unless given)");
  options->out.add_to(verb, "Package folder to write");
  options->json.add_to(verb);
  verb.required({"graph", "--recipe", "--calibration", "--out"});
  verb.example(
      "octet compress workloads/vit-fashion-mnist --recipe workloads/recipes/int8.yaml "
      "--calibration /usr/share/datasets/fashion-mnist --out build/package");
  verb.run([options] { compress_verb(*options); });
}

}  // namespace octet::cli
