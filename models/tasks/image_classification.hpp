// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "models/data/dataset.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::tasks {

/// What a model, or the graph it comes from, asks of a data set.
struct Task {
  std::string name;  ///< of the model, in messages
  graph::ImageInput image;
  int rows = 0, columns = 0;  ///< of the output: one row, a column a class
};
Task task_of(const graph::Model& model);
Task task_of(const graph::FloatGraph& graph);

/// Throws UserError, at the data set's folder, unless the model takes images.
void check_takes_images(const graph::ImageInput& image, const std::filesystem::path& folder);

/// Throws UserError unless the model takes images of the data set's size.
void check_images(const graph::ImageInput& image, const data::ImageDataset& dataset);

/// The one check of a labeled data set, for every verb that measures accuracy: images of the model's size, an output of
/// one row, labels that are columns of it. Throws UserError with everything that does not fit.
void check_dataset(const Task& task, const data::ImageDataset& dataset);

}  // namespace octet::tasks
