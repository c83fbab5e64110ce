// SPDX-License-Identifier: Apache-2.0
#include "models/io/work_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <climits>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace octet::io {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  char name[HOST_NAME_MAX + 1] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

/// Whether `rest` is the number of a process that is no more, alone or followed by `.` and a number.
bool is_dead(std::string_view rest) {
  pid_t process = 0;
  const char* const last = rest.data() + rest.size();
  const auto [end, fault] = std::from_chars(rest.data(), last, process);
  if (fault != std::errc() || process <= 0) return false;
  const std::string_view more(end, static_cast<std::size_t>(last - end));
  const bool is_numbered =
      more.size() > 1 && more.front() == '.' && more.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return (more.empty() || is_numbered) && kill(process, 0) != 0 && errno == ESRCH;
}

void remove_left_behind(const fs::path& parent, const std::string& prefix) {
  std::error_code error;
  std::vector<fs::path> dead;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && is_dead(std::string_view(name).substr(prefix.size()))) dead.push_back(entry.path());
  }
  for (const fs::path& path : dead) fs::remove_all(path, error);
}

fs::path make(const fs::path& parent, const std::string& prefix) {
  const std::string named = prefix + host_name() + '.';
  remove_left_behind(parent, named);
  std::string own = named + std::to_string(getpid());
  for (int number = 2; mkdir((parent / own).c_str(), S_IRWXU) != 0; ++number) {
    if (errno != EEXIST)
      throw fs::filesystem_error("cannot make a folder", parent / own, {errno, std::generic_category()});
    own = named + std::to_string(getpid()) + '.' + std::to_string(number);
  }
  return parent / own;
}

}  // namespace

WorkFolder::WorkFolder(const fs::path& parent, const std::string& prefix)
    : path_(make(parent, prefix)), at_end_([path = path_] { remove_folder(path); }) {}

WorkFolder::~WorkFolder() { remove_folder(path_); }

void remove_folder(const fs::path& folder) {
  std::error_code error;
  for (int tries = 0; tries < 25; ++tries) {
    fs::remove_all(folder, error);
    if (!fs::exists(fs::symlink_status(folder, error))) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace octet::io
