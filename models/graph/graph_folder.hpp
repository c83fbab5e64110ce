// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/io/safetensors.hpp"
#include "models/io/yaml_reader.hpp"
#include "models/operators/all.hpp"

// What the readers of a float graph's folder and of a package's have in common.
namespace octet::graph {

/// The tensors of a folder, and which of them are used.
class FolderTensors {
 public:
  explicit FolderTensors(io::Tensors tensors) : tensors_(std::move(tensors)) {}

  /// Uses the tensor of that name; null where there is none.
  const io::Tensor* use(const std::string& name);
  /// A fault for each that nothing used.
  void tell_unused(io::YamlFile& file) const;

 private:
  io::Tensors tensors_;
  std::set<std::string> used_;
};

/// The two extents of the key `shape`; nothing after a fault.
std::optional<Size> read_size(io::YamlMap& map);

/// The names of the key `inputs`, which are to be `count`.
std::vector<std::string> read_inputs(io::YamlMap& map, std::size_t count);

/// The operator that the key `op` names, its fields still to be read; nothing after a fault.
template <class Any>
std::optional<Any> read_operator(io::YamlMap& map) {
  const std::string name = map.text("op");
  std::optional<Any> op = operator_named<Any>(name);
  if (!op && map.has("op")) map.fault("op", "expected " + operator_list() + ", got '" + name + "'");
  return op;
}

}  // namespace octet::graph
