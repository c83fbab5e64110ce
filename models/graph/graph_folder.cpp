// SPDX-License-Identifier: Apache-2.0
#include "models/graph/graph_folder.hpp"

namespace octet::graph {

const io::Tensor* FolderTensors::use(const std::string& name) {
  used_.insert(name);
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

void FolderTensors::tell_unused(io::YamlFile& file) const {
  for (const auto& [name, tensor] : tensors_)
    if (!used_.contains(name)) file.fault(file.root(), "/nodes: no node uses the tensor '" + name + "'");
}

std::optional<Size> read_size(io::YamlMap& map) {
  const auto shape = map.integers("shape", 1, kLargestExtent);
  if (shape.size() == 2) return Size{static_cast<int>(shape[0]), static_cast<int>(shape[1])};
  map.fault("shape", "expected two extents, got " + std::to_string(shape.size()));
  return std::nullopt;
}

std::vector<std::string> read_inputs(io::YamlMap& map, std::size_t count) {
  std::vector<std::string> names = map.texts("inputs");
  if (names.size() != count)
    map.fault("inputs", "expected " + std::to_string(count) + " names, got " + std::to_string(names.size()));
  return names;
}

}  // namespace octet::graph
