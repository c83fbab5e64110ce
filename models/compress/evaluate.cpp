// SPDX-License-Identifier: Apache-2.0
#include "models/compress/evaluate.hpp"

#include <algorithm>

#include "models/compress/origin.hpp"
#include "models/core/error.hpp"
#include "models/data/patches.hpp"
#include "models/graph/executor.hpp"
#include "models/io/files.hpp"
#include "models/reference/executor.hpp"
#include "models/tasks/image_classification.hpp"
#include "models/tasks/score.hpp"

namespace octet::compress {
namespace {

constexpr const char* kReferenceFolder = "reference";
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 36;

/// The golden view, which tells values in the order of nodes, the input first.
Matrix<std::int16_t> run_golden(const graph::Model& model, graph::Executor& golden, const Matrix<std::int16_t>& input,
                                const Progress& alive, const TakeNode& take) {
  if (!take) return golden.run(input, {}, alive);
  std::size_t told = 0;
  const Matrix<std::int16_t> output = golden.run(
      input,
      [&](graph::ValueId, const Matrix<std::int32_t>& value) {
        if (told++ > 0) take(told - 2, value);
      },
      alive);
  OCTET_CHECK(told == model.nodes.size() + 1, "every node is told");
  return output;
}

}  // namespace

Evaluation evaluate(const graph::Model& model, const graph::FloatGraph* reference, const data::ImageDataset& dataset,
                    std::size_t limit, const Progress& progress, const IntegerRun& run, bool by_layer) {
  tasks::check_dataset(tasks::task_of(model), dataset);
  if (reference) check_origin(model, *reference, reference->name);
  std::optional<graph::Executor> golden;
  if (!run) golden.emplace(model);
  std::optional<reference::FloatExecutor> executor;
  if (reference) executor.emplace(*reference);
  std::optional<LayerErrors> errors;
  OCTET_CHECK(!by_layer || reference, "errors are those against a float graph");
  if (by_layer) errors.emplace(model, *reference);
  TakeNode take;
  if (errors) take = [&](std::size_t node, const Matrix<std::int32_t>& value) { errors->take_integer(node, value); };
  Evaluation result;
  result.samples = limit == 0 ? dataset.size() : std::min(limit, dataset.size());
  tasks::Score ours, original, same;
  for (std::size_t i = 0; i < result.samples; ++i) {
    // One sample may take long: progress hears of its layers as of nothing new.
    const Progress alive = [&](std::uint64_t, std::uint64_t) { tell(progress, i, result.samples); };
    const Matrix<std::int16_t> input = data::patches(dataset.image(i), model.image);
    std::size_t real = 0;
    if (executor)
      real = tasks::predicted_class(executor->run(input, [&](graph::ValueId id, const Matrix<float>& value) {
        alive(0, 1);
        if (errors) errors->take_real(id, value);
      }));
    const std::size_t integer =
        tasks::predicted_class(run ? run(input, alive, take) : run_golden(model, *golden, input, alive, take));
    if (errors) errors->end_sample();
    ours.count(integer, dataset.labels[i]);
    if (executor) {
      original.count(real, dataset.labels[i]);
      same.count(integer, real);
    }
    tell(progress, i + 1, result.samples);
  }
  result.integer = ours.share();
  if (reference) {
    result.reference = original.share();
    result.agreement = same.share();
  }
  if (errors) result.layers = errors->errors();
  return result;
}

void store_reference(const std::filesystem::path& graph_folder, const std::filesystem::path& package) {
  std::error_code error;
  std::filesystem::create_directories(package / kReferenceFolder, error);
  if (error) throw UserError((package / kReferenceFolder).string(), "cannot be created: " + error.message());
  for (const char* name : {"graph.yaml", "model.safetensors"})
    io::write_file(package / kReferenceFolder / name, io::read_file(graph_folder / name, kLargestFile));
}

std::filesystem::path reference_folder(const std::filesystem::path& package) { return package / kReferenceFolder; }

std::optional<graph::FloatGraph> read_reference(const std::filesystem::path& package) {
  if (!std::filesystem::exists(package / kReferenceFolder)) return std::nullopt;
  return graph::read_float_graph(package / kReferenceFolder);
}

}  // namespace octet::compress
