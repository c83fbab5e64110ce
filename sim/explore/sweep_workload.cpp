// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/sweep_workload.hpp"

#include <filesystem>

#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "models/tasks/image_classification.hpp"
#include "sim/run/workload.hpp"

namespace octet::explore {

namespace fs = std::filesystem;

SweepWorkload::SweepWorkload(const std::string& path) : path_(path) {
  const fs::path folder(path);
  if (!fs::is_directory(folder) || !fs::exists(folder / "graph.yaml")) {
    model_ = sim::read_workload(folder);
    files_ = io::digest_inputs(folder);
    return;
  }
  graph_ = graph::read_float_graph(folder);
  // What else lies in the folder of a graph (logs, packages) decides nothing.
  for (const char* name : {"graph.yaml", "model.safetensors"})
    for (const io::InputFile& file : io::digest_inputs(folder / name)) files_.push_back(file);
}

void SweepWorkload::check_dataset(const data::ImageDataset& images) const {
  tasks::check_dataset(graph_ ? tasks::task_of(*graph_) : tasks::task_of(model_), images);
}

void SweepWorkload::check_calibration(const data::ImageDataset& images) const {
  if (graph_) tasks::check_images(graph_->image, images);
}

void SweepWorkload::calibrate(const data::ImageDataset& images, int count, const Progress& progress) {
  if (graph_) seen_ = compress::calibrate(*graph_, images, count, progress);
}

graph::Model SweepWorkload::model(const compress::Recipe& recipe) const {
  if (!graph_) return model_;
  OCTET_CHECK(!seen_.values.empty(), "a graph is calibrated before it is quantized");
  return compress::quantize(*graph_, seen_, recipe);
}

}  // namespace octet::explore
