// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/shipped_workloads.hpp"

#include <algorithm>

#include "models/blocks/shapes.hpp"
#include "models/core/error.hpp"
#include "sim/run/shipped_data.hpp"

namespace octet::cli {
namespace {

ShippedWorkload network(const std::filesystem::path& path) {
  try {
    return {path, "shapes", blocks::read_shapes(path).reference};
  } catch (const UserError& error) {
    return {path, "broken", error.diagnostics().front().text()};
  }
}

}  // namespace

std::vector<ShippedWorkload> shipped_workloads() {
  std::vector<ShippedWorkload> found;
  const std::optional<std::filesystem::path> root = sim::workloads_folder();
  if (!root) return found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*root)) {
    const std::filesystem::path folder = entry.path().parent_path();
    const std::string name = entry.path().filename().string();
    if (name == "model.yaml")
      found.push_back({folder, "package", ""});
    else if (name == "graph.yaml")
      found.push_back({folder, "graph", ""});
    else if (name == "t10k-images-idx3-ubyte.gz")
      found.push_back({folder, "data set", ""});
    else if (folder == *root && entry.path().extension() == ".yaml")
      found.push_back(network(entry.path()));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

}  // namespace octet::cli
