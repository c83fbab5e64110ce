// SPDX-License-Identifier: Apache-2.0
#include "models/graph/files.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "models/core/error.hpp"

namespace octet::graph {

ReadableFile::ReadableFile(const std::filesystem::path& path, std::uint64_t limit) : name_(path.string()) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  // Not there, or behind a folder that may not be entered: the system knows which.
  if (!std::filesystem::exists(status)) {
    if (error && error != std::errc::no_such_file_or_directory)
      throw UserError(path.string(), "cannot be read: " + error.message());
    throw UserError(path.string(), "expected a file, found nothing there");
  }
  if (std::filesystem::is_directory(status)) throw UserError(path.string(), "expected a file, got a folder");
  if (!std::filesystem::is_regular_file(status)) throw UserError(path.string(), "expected a regular file");
  size_ = std::filesystem::file_size(path, error);
  if (error) throw UserError(path.string(), "cannot be read: " + error.message());
  if (size_ > limit)
    throw UserError(path.string(),
                    "expected at most " + std::to_string(limit) + " bytes, got " + std::to_string(size_));
  errno = 0;
  stream_ = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*stream_) throw UserError(path.string(), "cannot be read: " + std::generic_category().message(errno));
}

ReadableFile::ReadableFile(const std::string& bytes, std::string name)
    : name_(std::move(name)), stream_(std::make_unique<std::istringstream>(bytes)), size_(bytes.size()) {}

void ReadableFile::read(std::uint64_t at, void* out, std::uint64_t count) {
  if (count == 0) return;
  OCTET_CHECK(at <= size_ && count <= size_ - at, "the bytes lie inside the file");
  stream_->seekg(static_cast<std::streamoff>(at));
  stream_->read(static_cast<char*>(out), static_cast<std::streamsize>(count));
  if (!*stream_) throw UserError(name_, "cannot be read to its end");
}

std::string read_file(const std::filesystem::path& path, std::uint64_t limit) {
  ReadableFile file(path, limit);
  std::string text(file.size(), '\0');
  file.read(0, text.data(), text.size());
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    // A pipe or a device is written, never replaced; a folder is refused by the stream.
    errno = 0;
    std::ofstream stream(path, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw UserError(path.string(), "cannot be written: " + std::generic_category().message(errno));
    return;
  }
  // Through a symbolic link to what it names.
  const std::filesystem::path target =
      std::filesystem::is_symlink(path, error) ? std::filesystem::weakly_canonical(path, error) : path;
  std::filesystem::path temporary = target;
  temporary += ".partial";
  {
    errno = 0;
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) {
      const std::string reason = std::generic_category().message(errno);
      std::filesystem::remove(temporary, error);
      throw UserError(path.string(), "cannot be written: " + reason);
    }
  }
  std::filesystem::rename(temporary, target, error);
  std::error_code ignored;
  if (error) std::filesystem::remove(temporary, ignored);
  if (error) throw UserError(path.string(), "cannot be written: " + error.message());
}

}  // namespace octet::graph
