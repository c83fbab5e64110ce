// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace octet::io {

/// Text as a field of a CSV file (RFC 4180): in quotes where it holds a comma, a quote or a line break.
std::string csv_field(const std::string& text);

/// A CSV file (RFC 4180) with a head: every row has as many fields as the head.
struct CsvTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

/// Reads it as hostile input: UserError with file and line for a quote that never ends, a row of another length, no
/// head, or more than `most_bytes`.
CsvTable read_csv(const std::filesystem::path& path, std::uint64_t most_bytes);

}  // namespace octet::io
