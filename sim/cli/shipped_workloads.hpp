// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace octet::cli {

/// Something below the folder of workloads.
struct ShippedWorkload {
  std::filesystem::path path;  ///< as the command line takes it
  std::string kind;            ///< package, graph, data set, shapes or broken
  std::string note;            ///< of shapes: the paper; of a broken file: its first error

  /// Whether it can be compiled: a package, or a network by its shapes.
  bool compiles() const { return kind == "package" || kind == "shapes"; }
};

/// Folders below the shipped workloads that hold a package, a graph or a data set, by what tells them, and networks by
/// their shapes (kind "broken" with the first error for one that cannot be read: it must not hide the rest); sorted by
/// path. Empty when no folder of workloads is found.
std::vector<ShippedWorkload> shipped_workloads();

}  // namespace octet::cli
