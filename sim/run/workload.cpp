// SPDX-License-Identifier: Apache-2.0
#include "sim/run/workload.hpp"

#include "models/blocks/shapes.hpp"
#include "models/data/patches.hpp"
#include "models/graph/package.hpp"
#include "models/graph/random_weights.hpp"
#include "models/tasks/image_classification.hpp"

namespace octet::sim {

Inputs Inputs::from_dataset(const graph::Model& model, const std::filesystem::path& folder, std::size_t limit) {
  const tasks::Task task = tasks::task_of(model);
  tasks::check_takes_images(task.image, folder);
  Inputs inputs(model);
  inputs.dataset_ = data::read_image_dataset(folder, data::Split::kTest, limit);
  tasks::check_dataset(task, *inputs.dataset_);
  inputs.size_ = inputs.dataset_->size();
  return inputs;
}

Inputs Inputs::random(const graph::Model& model, std::size_t count, std::uint64_t seed) {
  Inputs inputs(model);
  inputs.size_ = count;
  inputs.seed_ = seed;
  return inputs;
}

Matrix<std::int16_t> Inputs::at(std::size_t index) const {
  if (dataset_) return data::patches(dataset_->image(index), model_->image);
  // Every index has its own stream, so that --limit does not change the inputs before it.
  return graph::random_input(*model_, seed_ + index * 0xD1B54A32D192ED03U);
}

std::optional<int> Inputs::label(std::size_t index) const {
  if (!dataset_) return std::nullopt;
  return dataset_->labels.at(index);
}

bool is_shapes(const std::filesystem::path& path) {
  return path.extension() == ".yaml" && !std::filesystem::is_directory(path);
}

graph::Model read_workload(const std::filesystem::path& path) {
  if (is_shapes(path)) return blocks::read_shapes(path).model;
  return graph::read_package(path);
}

}  // namespace octet::sim
