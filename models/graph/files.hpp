// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace octet::graph {

/// Whole contents of a regular file of at most `limit` bytes; UserError naming the file otherwise.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit);

/// Writes `text` under a temporary name beside `path`, then renames it: a reader never sees half a file. UserError.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace octet::graph
