// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace octet::synthesis {

/// A cell of a library.
struct LibertyCell {
  std::string name;
  std::size_t line = 0;  ///< where it begins
};

/// A cell library to synthesize for.
struct Liberty {
  std::filesystem::path path;
  std::string text;
  std::size_t cells = 0;                   ///< with an area
  std::vector<LibertyCell> without_areas;  ///< no area, or 0: fillers and pads, as long as the gates need none of them
};

/// Reads a library: a file, or the name of one that Debian packages (`osu018`, `osu035`). Throws `UserError` for one
/// that is missing, is no liberty file, is cut off, has an area that is none, or whose cells have no areas.
Liberty read_liberty(const std::string& file_or_name);

/// The same for text in memory; `name` stands for the file in messages.
Liberty parse_liberty(std::string text, const std::string& name);

}  // namespace octet::synthesis
