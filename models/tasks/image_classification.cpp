// SPDX-License-Identifier: Apache-2.0
#include "models/tasks/image_classification.hpp"

#include <fmt/format.h>

#include <vector>

#include "models/core/error.hpp"

namespace octet::tasks {
namespace {

template <class Graph>
Task task(const Graph& graph) {
  const auto& output = graph.values.at(static_cast<std::size_t>(graph.output));
  return {graph.name, graph.image, output.rows, output.columns};
}

}  // namespace

Task task_of(const graph::Model& model) { return task(model); }
Task task_of(const graph::FloatGraph& graph) { return task(graph); }

void check_takes_images(const graph::ImageInput& image, const std::filesystem::path& folder) {
  if (image.height == 0) throw UserError(folder.string(), "the model takes no images, expected no data set");
}

void check_images(const graph::ImageInput& image, const data::ImageDataset& dataset) {
  check_takes_images(image, dataset.folder);
  if (image.height == dataset.height && image.width == dataset.width && image.channels == 1) return;
  throw UserError(dataset.folder.string(), fmt::format("expected images of {} x {} x {}, got {} x {} x 1", image.height,
                                                       image.width, image.channels, dataset.height, dataset.width));
}

void check_dataset(const Task& task, const data::ImageDataset& dataset) {
  std::vector<Diagnostic> faults;
  const auto attempt = [&](auto check) {
    try {
      check();
    } catch (const UserError& error) {
      faults.insert(faults.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  };
  attempt([&] { check_images(task.image, dataset); });
  if (task.rows != 1)
    faults.push_back(
        {task.name, fmt::format("expected a model whose output is one row of classes, got {} rows", task.rows)});
  attempt([&] { data::check_labels(dataset, task.columns); });
  if (!faults.empty()) throw UserError(std::move(faults));
}

}  // namespace octet::tasks
