// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace octet::io {

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

/// Writes `text` under a temporary name beside `path`, then renames it: a reader never sees half a file. A pipe or
/// character device is written itself; a pipe that nobody reads is waited for some seconds, and `waiting`, called some
/// twenty times a second, may throw. UserError naming `path`.
void write_file(const std::filesystem::path& path, std::string_view text, const std::function<void()>& waiting = {});

/// What a path names where it is a symbolic link, also when nothing is there yet; else the path.
std::filesystem::path behind_links(std::filesystem::path path);

/// Writes all of `text` to an open file, pipe or device; the system's error code, 0 for none. `waiting` is called while
/// nobody takes it, and may throw.
int write_all(int descriptor, std::string_view text, const std::function<void()>& waiting = {});

}  // namespace octet::io
