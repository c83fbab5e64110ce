// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/compress/calibrate.hpp"
#include "models/compress/recipe.hpp"
#include "models/core/progress.hpp"
#include "models/data/dataset.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"
#include "models/io/digest.hpp"

namespace octet::explore {

/// A workload of a sweep: a float graph, from which every recipe makes a package; a package; or a network by its
/// shapes.
class SweepWorkload {
 public:
  /// Reads it. Throws UserError when nothing of the kind is there.
  explicit SweepWorkload(const std::string& path);

  const std::string& path() const { return path_; }
  /// Whether packages are made from it, with the numeric choices of a point.
  bool takes_recipe() const { return graph_.has_value(); }
  bool has_weights() const { return graph_.has_value() || model_.has_weights; }
  /// The files it was read from.
  const std::vector<io::InputFile>& files() const { return files_; }

  /// Throws UserError unless its accuracy can be measured on these images (`tasks::check_dataset`).
  void check_dataset(const data::ImageDataset& images) const;
  /// Throws UserError unless it takes such images, where it is calibrated at all.
  void check_calibration(const data::ImageDataset& images) const;
  /// Sees the images that every package of it is calibrated with; needed once before `model`, where it takes a recipe.
  void calibrate(const data::ImageDataset& images, int count, const Progress& progress);
  /// The package of a recipe, or the package that it is. UserError for a recipe that its scales do not fit.
  graph::Model model(const compress::Recipe& recipe) const;

 private:
  std::string path_;
  std::vector<io::InputFile> files_;
  std::optional<graph::FloatGraph> graph_;
  compress::Calibration seen_;
  graph::Model model_;
};

}  // namespace octet::explore
