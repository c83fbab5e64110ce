// SPDX-License-Identifier: Apache-2.0
#include "sim/run/shipped_data.hpp"

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

}  // namespace

std::optional<fs::path> workloads_folder() {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  std::optional<fs::path> found = find_above(here, "workloads");
  if (!found) found = find_above(program, "workloads");
  if (!found) found = find_above(program, "share/octet/workloads");
  if (!found) return std::nullopt;
  const fs::path near = found->lexically_relative(here);
  return !near.empty() && *near.begin() != ".." ? near : *found;
}

}  // namespace octet::sim
