// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "models/core/matrix.hpp"
#include "models/core/quantity.hpp"
#include "models/data/dataset.hpp"
#include "models/graph/model.hpp"

namespace octet::sim {

/// The inputs of a run: images of a data set, or random matrices.
class Inputs {
 public:
  /// The first `limit` test images of a data set folder (0: all). Throws UserError when the model does not take such
  /// images.
  static Inputs from_dataset(const graph::Model& model, const std::filesystem::path& folder, std::size_t limit);
  /// `count` matrices in the range of the model's input; the same seed gives the same elements everywhere.
  static Inputs random(const graph::Model& model, std::size_t count, std::uint64_t seed);

  std::size_t size() const { return size_; }
  bool is_random() const { return !dataset_.has_value(); }
  Matrix<std::int16_t> at(std::size_t index) const;
  /// The label, or nothing for random inputs.
  std::optional<int> label(std::size_t index) const;

 private:
  explicit Inputs(const graph::Model& model) : model_(&model) {}
  const graph::Model* model_;  ///< outlives this object
  std::optional<data::ImageDataset> dataset_;
  std::size_t size_ = 0;
  std::uint64_t seed_ = 0;
};

/// Whether `path` names a network by its shapes: a `.yaml` file.
bool is_shapes(const std::filesystem::path& path);

/// The model `path` names: a package folder, or a network by its shapes (a `.yaml` file; `Model::has_weights` false).
/// Throws UserError.
graph::Model read_workload(const std::filesystem::path& path);

}  // namespace octet::sim
