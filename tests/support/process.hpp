// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace octet::test {

/// What a finished program left.
struct ProcessResult {
  int status = -1;  ///< exit status; 128 + signal when a signal ended it
  std::string out, err;
  std::uint64_t peak_rss_bytes = 0;
};

/// Runs the `octet` of this build with these arguments and waits; `interrupt_after` sends it SIGINT once, that much
/// later. With `most_file_bytes` no file can grow beyond that, as on a disk that fills up.
ProcessResult run_octet(const std::vector<std::string>& arguments,
                        std::optional<std::chrono::milliseconds> interrupt_after = std::nullopt,
                        std::optional<std::uint64_t> most_file_bytes = std::nullopt);

/// A new empty folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// The text of a file; empty when there is none.
std::string text_of(const std::filesystem::path& path);

}  // namespace octet::test
