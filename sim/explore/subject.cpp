// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/subject.hpp"

#include <filesystem>

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

void Subject::check_images(const graph::ImageDataset& images) const {
  compress::check_images(graph_ ? graph_->image : model_.image, images);
  const auto output = static_cast<std::size_t>(graph_ ? graph_->output : model_.output);
  graph::check_labels(images, graph_ ? graph_->values.at(output).columns : model_.values.at(output).columns);
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
