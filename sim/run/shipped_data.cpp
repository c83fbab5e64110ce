// SPDX-License-Identifier: Apache-2.0
#include "sim/run/shipped_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "models/io/data_folder.hpp"

namespace octet::sim {
namespace {

namespace fs = std::filesystem;

/// What tells our folder of workloads from any other.
bool is_ours(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "recipes", error);
}

/// `below` in `start` or the nearest folder above it.
std::optional<fs::path> find_above(const fs::path& start, const fs::path& below) {
  for (fs::path folder = start;; folder = folder.parent_path()) {
    if (is_ours(folder / below)) return folder / below;
    if (!folder.has_relative_path()) return std::nullopt;
  }
}

bool is_path(const std::string& word) {
  std::error_code error;
  return word.empty() || fs::exists(word, error) || word.find('/') != std::string::npos;
}

}  // namespace

std::optional<fs::path> workloads_folder() {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  const std::optional<fs::path> installed = io::data_folder();
  std::optional<fs::path> found;
  if (installed && std::getenv("OCTET_DATA") != nullptr) found = *installed / "workloads";
  if (!found) found = find_above(here, "workloads");
  if (!found) found = find_above(program, "workloads");
  if (!found && installed) found = *installed / "workloads";
  if (!found) return std::nullopt;
  const fs::path near = found->lexically_relative(here);
  return !near.empty() && *near.begin() != ".." ? near : *found;
}

std::string find_workload(const std::string& path_or_name) {
  std::error_code error;
  if (is_path(path_or_name)) return path_or_name;
  const std::optional<fs::path> folder = workloads_folder();
  if (!folder) return path_or_name;
  const fs::path shapes = *folder / (path_or_name + ".yaml"), package = *folder / path_or_name / "package";
  if (fs::is_regular_file(shapes, error)) return shapes.string();
  if (fs::is_directory(package, error)) return package.string();
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(*folder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    if (fs::is_directory(entry.path() / "package", error)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  throw UserError(path_or_name,
                  fmt::format("expected a package, a file of shapes or a shipped network ({}), found none{}",
                              fmt::join(names, ", "), did_you_mean(path_or_name, names)));
}

std::string find_recipe(const std::string& path_or_name) {
  std::error_code error;
  if (is_path(path_or_name)) return path_or_name;
  const std::optional<fs::path> folder = workloads_folder();
  if (!folder) return path_or_name;
  const fs::path file = *folder / "recipes" / (path_or_name + ".yaml");
  if (fs::is_regular_file(file, error)) return file.string();
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(*folder / "recipes"))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  throw UserError(path_or_name, fmt::format("expected a recipe or a shipped one ({}), found none{}",
                                            fmt::join(names, ", "), did_you_mean(path_or_name, names)));
}

}  // namespace octet::sim
