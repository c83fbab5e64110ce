// SPDX-License-Identifier: Apache-2.0
#include "models/graph/files.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "models/core/error.hpp"

namespace octet::graph {

std::string read_file(const std::filesystem::path& path, std::uint64_t limit) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw UserError(path.string(), "expected a file, found nothing there");
  if (!std::filesystem::is_regular_file(path, error)) throw UserError(path.string(), "expected a regular file");
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error) throw UserError(path.string(), "cannot be read: " + error.message());
  if (size > limit)
    throw UserError(path.string(), "expected at most " + std::to_string(limit) + " bytes, got " + std::to_string(size));
  std::string text(size, '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (!stream) throw UserError(path.string(), "cannot be read");
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    // A pipe or a device is written, never replaced; a folder is refused by the stream.
    std::ofstream stream(path, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw UserError(path.string(), "cannot be written");
    return;
  }
  // Through a symbolic link to what it names.
  const std::filesystem::path target =
      std::filesystem::is_symlink(path, error) ? std::filesystem::weakly_canonical(path, error) : path;
  std::filesystem::path temporary = target;
  temporary += ".partial";
  {
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
