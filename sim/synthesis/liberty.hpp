// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace octet::synthesis {

/// A cell library to synthesize for.
struct Liberty {
  std::filesystem::path path;
  std::string text;
  std::size_t cells = 0;  ///< with an area
};

/// Reads a library: a file, or the name of one that Debian packages (`osu018`, `osu035`). Throws `UserError` for one
/// that is missing, is no liberty file, or whose cells have no areas.
Liberty read_liberty(const std::string& file_or_name);

}  // namespace octet::synthesis
