// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/subject.hpp"

#include <filesystem>

#include "models/compress/fit.hpp"
#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "sim/run/workload.hpp"

namespace octet::explore {

namespace fs = std::filesystem;

Subject::Subject(const std::string& path) : path_(path) {
  const fs::path folder(path);
  if (!fs::is_directory(folder) || !fs::exists(folder / "graph.yaml")) {
    model_ = sim::read_workload(folder);
    files_ = sim::digest_inputs(folder);
    return;
  }
  graph_ = graph::read_float_graph(folder);
  // What else lies in the folder of a graph (logs, packages) decides nothing.
  for (const char* name : {"graph.yaml", "model.safetensors"})
    for (const sim::InputFile& file : sim::digest_inputs(folder / name)) files_.push_back(file);
}

void Subject::check_dataset(const graph::ImageDataset& images) const {
  compress::check_dataset(graph_ ? compress::task_of(*graph_) : compress::task_of(model_), images);
}

void Subject::check_calibration(const graph::ImageDataset& images) const {
  if (graph_) compress::check_images(graph_->image, images);
}

void Subject::calibrate(const graph::ImageDataset& images, int count, const Progress& progress) {
  if (graph_) seen_ = compress::calibrate(*graph_, images, count, progress);
}

graph::Model Subject::model(const compress::Recipe& recipe) const {
  if (!graph_) return model_;
  OCTET_CHECK(!seen_.values.empty(), "a graph is calibrated before it is quantized");
  return compress::quantize(*graph_, seen_, recipe);
}

}  // namespace octet::explore
