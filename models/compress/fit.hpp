// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/graph/dataset.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// `linear`, `constant`, `add`, ...: as files of graphs and packages call it.
const char* kind_of(const graph::Operator& op);

/// What a model, or the graph it comes from, asks of a data set.
struct Task {
  std::string name;  ///< of the model, in messages
  graph::ImageInput image;
  int rows = 0, columns = 0;  ///< of the output: one row, a column a class
};
Task task_of(const graph::Model& model);
Task task_of(const graph::FloatGraph& graph);

/// Throws UserError unless the model takes images of the data set's size.
void check_images(const graph::ImageInput& image, const graph::ImageDataset& dataset);

/// The one check of a labeled data set, for every verb that measures accuracy: images of the model's size, an output of
/// one row, labels that are columns of it. Throws UserError with everything that does not fit.
void check_dataset(const Task& task, const graph::ImageDataset& dataset);

/// Throws UserError, every line at `place`, unless `model` can have been compressed from `graph`: the same image, the
/// same classes, nodes of the same names, kinds, heads, inputs and shapes. Weights are not compared.
void check_origin(const graph::Model& model, const graph::FloatGraph& graph, const std::string& place);

}  // namespace octet::compress
