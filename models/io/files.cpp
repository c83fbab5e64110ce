// SPDX-License-Identifier: Apache-2.0
#include "models/io/files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

#include "models/core/error.hpp"

namespace octet::io {
namespace {

constexpr int kTickMilliseconds = 50, kMostTicksWithoutReader = 200;

/// A pipe or a device is written, never replaced; the system refuses a folder.
void write_special(const std::filesystem::path& path, std::string_view text, const std::function<void()>& waiting) {
  int file = -1, reason = 0;
  for (int tick = 0; tick <= kMostTicksWithoutReader; ++tick) {
    // Without O_NONBLOCK a pipe that nobody reads stops the program, and with it Ctrl-C.
    file = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    reason = file < 0 ? errno : 0;
    if (reason != ENXIO || !std::filesystem::is_fifo(path)) break;
    if (tick == kMostTicksWithoutReader) throw UserError(path.string(), "cannot be written: nobody reads this pipe");
    if (waiting) waiting();
    std::this_thread::sleep_for(std::chrono::milliseconds(kTickMilliseconds));
  }
  if (file >= 0) {
    const std::unique_ptr<int, void (*)(int*)> closed(&file, [](int* it) { close(*it); });
    reason = write_all(
        file, text, waiting ? waiting : [] {});
  }
  if (reason != 0) throw UserError(path.string(), "cannot be written: " + std::generic_category().message(reason));
}

}  // namespace

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

int write_all(int descriptor, std::string_view text, const std::function<void()>& waiting) {
  struct stat status {};
  const bool may_wait = waiting && fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode);
  while (!text.empty()) {
    pollfd ready{descriptor, POLLOUT, 0};
    if (may_wait && poll(&ready, 1, kTickMilliseconds) == 0) {
      waiting();
      continue;
    }
    // A pipe that is ready takes this much without making anybody wait.
    const ssize_t written =
        write(descriptor, text.data(), may_wait ? std::min<std::size_t>(text.size(), PIPE_BUF) : text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR && errno != EAGAIN)
      return errno;
  }
  return 0;
}

std::filesystem::path behind_links(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // as the system's own bound
  std::error_code error;
  for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(path, error); ++i)
    path = path.parent_path() / std::filesystem::read_symlink(path, error);  // an absolute one replaces it all
  return path;
}

void write_file(const std::filesystem::path& path, std::string_view text, const std::function<void()>& waiting) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return write_special(path, text, waiting);
  const std::filesystem::path target = behind_links(path);
  const std::string temporary = target.string() + ".partial";
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  int reason = file < 0 ? errno : write_all(file, text);
  if (file >= 0 && close(file) != 0 && reason == 0) reason = errno;
  if (reason == 0 && std::rename(temporary.c_str(), target.c_str()) != 0) reason = errno;
  if (reason == 0) return;
  if (file >= 0) unlink(temporary.c_str());
  throw UserError(path.string(), "cannot be written: " + std::generic_category().message(reason));
}

}  // namespace octet::io
