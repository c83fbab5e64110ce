// SPDX-License-Identifier: Apache-2.0
#include "models/io/data_folder.hpp"

#include <cstdlib>

#include "models/core/error.hpp"

namespace octet::io {

namespace fs = std::filesystem;

std::optional<fs::path> data_folder() {
  std::error_code error;
  const auto is_ours = [&](const fs::path& folder) {
    return fs::is_directory(folder / "workloads" / "recipes", error);
  };
  if (const char* chosen = std::getenv("OCTET_DATA"); chosen != nullptr && *chosen != '\0') {
    if (!is_ours(chosen))
      throw UserError("OCTET_DATA", std::string("expected the folder of Octet's data (workloads, rtl), got ") + chosen);
    return fs::absolute(chosen);
  }
  const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "share" / "octet";
  if (is_ours(beside)) return beside;
  return std::nullopt;
}

}  // namespace octet::io
