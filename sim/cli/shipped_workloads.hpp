// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace octet::cli {

/// Something below the folder of workloads.
struct ShippedWorkload {
  std::filesystem::path path;  ///< as the command line takes it
  std::string kind;            ///< package, graph, data set or shapes
  std::string note;            ///< of shapes: the paper

  /// Whether it can be compiled: a package, or a network by its shapes.
  bool compiles() const { return kind == "package" || kind == "shapes"; }
};

/// Folders below the shipped workloads that hold a package, a graph or a data set, by what tells them, and networks by
/// their shapes; sorted by path. Throws UserError for a file of shapes that is wrong.
std::vector<ShippedWorkload> shipped_workloads();

}  // namespace octet::cli
