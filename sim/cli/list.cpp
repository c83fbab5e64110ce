// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "hw/arch/architecture.hpp"
#include "models/graph/shapes.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {
namespace {

/// Folders below `root` that hold a package, a graph or a data set, by what tells them, and networks by their shapes in
/// `root` itself.
std::set<std::string> workloads(const std::filesystem::path& root) {
  std::set<std::string> found;
  if (!std::filesystem::is_directory(root)) return found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string folder = entry.path().parent_path().string();
    const std::string name = entry.path().filename().string();
    if (name == "model.yaml")
      found.insert(folder + "  (package)");
    else if (name == "graph.yaml")
      found.insert(folder + "  (graph)");
    else if (name == "t10k-images-idx3-ubyte.gz")
      found.insert(folder + "  (data set)");
    else if (entry.path().parent_path() == root && entry.path().extension() == ".yaml")
      found.insert(entry.path().string() + "  (shapes)  " + graph::read_shapes(entry.path()).reference);
  }
  return found;
}

}  // namespace

void add_list(CLI::App& app, const Session& /*session*/) {
  CLI::App* verb = app.add_subcommand("list", "Print the shipped architectures and workloads");
  add_example(*verb, "octet list");
  verb->callback([] {
    fmt::print("architectures\n");
    for (const std::string& name : arch::shipped_architectures()) {
      const arch::Architecture architecture = arch::read_architecture(name);
      fmt::print("  {:<12} {}x{} array, {:.4g} MHz\n", name, architecture.rows, architecture.columns,
                 1e-6 * static_cast<double>(architecture.clock_hz));
    }
    fmt::print("workloads\n");
    for (const std::string& line : workloads(OCTET_WORKLOADS)) fmt::print("  {}\n", line);
  });
}

}  // namespace octet::cli
