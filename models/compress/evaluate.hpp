// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/compress/calibrate.hpp"
#include "models/compress/layer_errors.hpp"
#include "models/data/dataset.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// Task metric of an integer model, and of the float graph it came from, on the same samples. Shares in [0, 1].
struct Evaluation {
  std::string metric = "accuracy";
  std::size_t samples = 0;
  double integer = 0.0;             ///< right predictions of the integer model
  std::optional<double> reference;  ///< of the float graph; nothing without one
  std::optional<double> agreement;  ///< samples on which both predict the same class, right or wrong
  std::vector<LayerError> layers;   ///< by node, where they were asked for
};

/// Takes a node's integers.
using TakeNode = std::function<void(std::size_t node, const Matrix<std::int32_t>& value)>;

/// One inference of an integer model; `alive` is to be called as `Progress` says, `take` with every node's integers
/// unless it is empty.
using IntegerRun =
    std::function<Matrix<std::int16_t>(const Matrix<std::int16_t>& input, const Progress& alive, const TakeNode& take)>;

/// `model` in the view that `run` is (golden where it is empty), and float executor of `reference` unless null, on the
/// first `limit` images (0: all). The class of a sample is its largest output, the first of equals. UserError when
/// images or labels do not fit the model (`check_dataset`), or the graph cannot be its origin (`check_origin`).
/// `by_layer`, only with a float graph: also the error of every node.
Evaluation evaluate(const graph::Model& model, const graph::FloatGraph* reference, const data::ImageDataset& dataset,
                    std::size_t limit = 0, const Progress& progress = {}, const IntegerRun& run = {},
                    bool by_layer = false);

/// Copies the float graph of a folder into `package/reference`, so that a package can always be compared with its
/// origin.
void store_reference(const std::filesystem::path& graph_folder, const std::filesystem::path& package);

/// The float graph kept by `store_reference`, or nothing when the package has none. UserError when it is damaged.
std::optional<graph::FloatGraph> read_reference(const std::filesystem::path& package);
/// Where it is kept.
std::filesystem::path reference_folder(const std::filesystem::path& package);

}  // namespace octet::compress
