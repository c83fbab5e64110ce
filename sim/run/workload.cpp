// SPDX-License-Identifier: Apache-2.0
#include "sim/run/workload.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/blocks/shapes.hpp"
#include "models/core/error.hpp"
#include "models/core/splitmix.hpp"
#include "models/data/patches.hpp"
#include "models/graph/package.hpp"
#include "models/tasks/image_classification.hpp"

namespace octet::sim {

Inputs Inputs::from_dataset(const graph::Model& model, const std::filesystem::path& folder, std::size_t limit) {
  const tasks::Task task = tasks::task_of(model);
  if (task.image.height == 0) throw UserError(folder.string(), "the model takes no images, expected no data set");
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
  const graph::Value& value = model_->values.at(static_cast<std::size_t>(model_->input));
  const int low = value.is_unsigned ? 0 : -(1 << (value.bits - 1));
  // Every index has its own stream, so that --limit does not change the inputs before it.
  SplitMix random(seed_ + index * 0xD1B54A32D192ED03U);
  Matrix<std::int16_t> input(static_cast<std::size_t>(value.rows), static_cast<std::size_t>(value.columns));
  for (std::int16_t& element : input.data())
    element = static_cast<std::int16_t>(low + static_cast<int>(random.next() >> (64 - value.bits)));
  return input;
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

std::vector<Macs> layer_macs(const graph::Model& model) {
  std::vector<Macs> macs;
  for (const graph::Node& node : model.nodes) macs.emplace_back(graph::macs_of(node.op, graph::Values(model.values)));
  return macs;
}

int prediction(const Matrix<std::int16_t>& output) { return static_cast<int>(tasks::predicted_class(output)); }

}  // namespace octet::sim
