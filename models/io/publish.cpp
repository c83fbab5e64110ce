// SPDX-License-Identifier: Apache-2.0
#include "models/io/publish.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

#include "models/core/error.hpp"
#include "models/io/work_folder.hpp"

namespace octet::io {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, int reason) {
  throw UserError(path.string(), "cannot be written: " + std::generic_category().message(reason));
}

/// The folders above a result, made for it; those go again with which nothing came.
class Parents {
 public:
  explicit Parents(const fs::path& path) {
    std::vector<fs::path> missing;
    const fs::path there = standing_parent(path);
    for (fs::path folder = path.parent_path(); !folder.empty() && folder != there; folder = folder.parent_path())
      if (folder.has_filename()) missing.push_back(folder);
    for (auto folder = missing.rbegin(); folder != missing.rend(); ++folder) {
      if (mkdir(folder->c_str(), 0777) == 0)
        made_.push_back(*folder);
      else if (errno != EEXIST)
        fail(path, errno);
    }
  }
  ~Parents() {
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) rmdir(folder->c_str());  // where empty
  }
  Parents(const Parents&) = delete;
  Parents& operator=(const Parents&) = delete;

 private:
  std::vector<fs::path> made_;
};

/// Whether a call failed because the kernel or the file system does not know it.
bool is_unknown(int reason) { return reason == ENOSYS || reason == EINVAL || reason == EOPNOTSUPP; }

/// Where no rename refuses to replace: the name is taken first, by something empty that the rename then replaces. A
/// folder that is not empty any more stops it.
bool take_name_and_rename(const fs::path& made, const fs::path& path) {
  const bool is_folder = fs::is_directory(fs::symlink_status(made));
  const int file = is_folder ? mkdir(path.c_str(), 0777) : open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (file < 0 && errno == EEXIST) return false;
  if (file < 0) fail(path, errno);
  if (!is_folder) close(file);
  if (std::rename(made.c_str(), path.c_str()) == 0) return true;
  const int reason = errno;
  if (is_folder) rmdir(path.c_str());
  if (!is_folder) unlink(path.c_str());
  if (reason == ENOTEMPTY || reason == EEXIST) return false;
  fail(path, reason);
}

/// Whether `made` has got the name: not where something has it already.
bool rename_to_free(const fs::path& made, const fs::path& path) {
  if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  if (is_unknown(errno)) return take_name_and_rename(made, path);
  fail(path, errno);
}

/// Lets two names change what they stand for; where the file system cannot do that at once, by a third name.
bool exchange(const fs::path& made, const fs::path& path) {
  if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) return true;
  if (errno == ENOENT) return false;
  if (!is_unknown(errno)) fail(path, errno);
  const fs::path old = made.string() + ".old";
  if (std::rename(path.c_str(), old.c_str()) != 0) {
    if (errno == ENOENT) return false;
    fail(path, errno);
  }
  std::string reason = "something else has taken its place";
  try {
    if (rename_to_free(made, path)) return std::rename(old.c_str(), made.c_str()) == 0;
  } catch (const UserError& error) {
    reason = error.diagnostics().front().message;
  }
  const bool is_back = rename_to_free(old, path);
  throw UserError(path.string(), is_back ? reason : reason + "; what stood there is now " + old.string());
}

[[noreturn]] void refuse(const fs::path& path, const char* what) {
  throw UserError(path.string(), std::string(what) + " while Octet worked: it is left as it is, nothing was written");
}

}  // namespace

Standing::Standing(const fs::path& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
  changed_s_ = status.st_mtim.tv_sec;
  changed_ns_ = status.st_mtim.tv_nsec;
  if (S_ISREG(status.st_mode)) bytes_ = status.st_size;
}

void publish(const fs::path& made, const fs::path& path, const Standing& before,
             const std::function<bool(const fs::path&)>& may_go) {
  const Parents parents(path);
  if (before.is_there() && Standing(path).is_there()) {
    if (Standing(path) != before) refuse(path, "was changed");
    if (exchange(made, path)) {
      // Only now nobody else can put anything in its place.
      if (Standing(made).is_same(before) && may_go(made)) return remove_folder(made);
      exchange(made, path);
      refuse(path, "was changed");
    }
  }
  if (!rename_to_free(made, path)) refuse(path, "appeared");
}

fs::path standing_parent(const fs::path& path) {
  std::error_code error;
  fs::path folder = path.parent_path();
  while (!folder.empty() && !fs::exists(fs::symlink_status(folder, error))) {
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return folder.empty() ? fs::path(".") : folder;
}

}  // namespace octet::io
