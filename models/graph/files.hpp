// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace octet::graph {

/// A regular file, or bytes in memory, read piece by piece, so that a header can be judged before memory is spent on
/// what it claims. Every failure is a UserError naming the file.
class ReadableFile {
 public:
  /// Opens a file of at most `limit` bytes.
  ReadableFile(const std::filesystem::path& path, std::uint64_t limit);

  /// Bytes in memory; `name` stands for the file in messages.
  ReadableFile(const std::string& bytes, std::string name);

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  /// Reads `count` bytes from offset `at` on; they lie inside the file.
  void read(std::uint64_t at, void* out, std::uint64_t count);

 private:
  std::string name_;
  std::unique_ptr<std::istream> stream_;
  std::uint64_t size_ = 0;
};

/// Whole contents of a regular file of at most `limit` bytes; UserError naming the file otherwise.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit);

/// Writes `text` under a temporary name beside `path`, then renames it: a reader never sees half a file. UserError
/// naming `path`.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace octet::graph
