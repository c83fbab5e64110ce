// SPDX-License-Identifier: Apache-2.0
#include "models/graph/package.hpp"

#include "models/core/error.hpp"

namespace octet::graph {
namespace {

struct Weights : FieldVisitor {
  std::uint64_t count = 0;
  void tensor(const char*, const Matrix<std::int8_t>& data) { count += data.data().size(); }
  void tensor(const char*, const auto&) {}
};

}  // namespace

std::uint64_t package_bytes(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const char* name : {"model.yaml", "model.safetensors"}) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(folder / name, error);
    if (error) throw UserError((folder / name).string(), "cannot be read: " + error.message());
    bytes += size;
  }
  return bytes;
}

std::uint64_t weight_count(const Model& model) {
  Weights weights;
  for (const Node& node : model.nodes) visit_fields(node.op, weights);
  return weights.count;
}

}  // namespace octet::graph
