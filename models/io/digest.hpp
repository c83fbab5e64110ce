// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/core/progress.hpp"

namespace octet::io {

/// What a result was made from: one file and its content.
struct InputFile {
  std::string path;  ///< as the user named it
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 hexadecimal digits
};

/// SHA-256 of `data` as hexadecimal digits.
std::string sha256(std::string_view data);

/// Digests of a file, or of the regular files directly in a folder, sorted by name. UserError when unreadable.
/// `progress` counts bytes of a file.
std::vector<InputFile> digest_inputs(const std::filesystem::path& path, const Progress& progress = {});

}  // namespace octet::io
