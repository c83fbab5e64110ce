// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>

namespace octet::io {

/// What stands at a path at this moment, links not followed, so that it is told later whether something else does.
class Standing {
 public:
  /// Nothing.
  Standing() = default;
  explicit Standing(const std::filesystem::path& path);

  bool is_there() const { return inode_ != 0; }
  /// Also when it has other contents by now.
  bool is_same(const Standing& other) const { return device_ == other.device_ && inode_ == other.inode_; }
  bool operator==(const Standing&) const = default;

 private:
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::int64_t changed_s_ = 0, changed_ns_ = 0;  ///< contents of a file, names in a folder
  std::int64_t bytes_ = 0;                       ///< of a file
};

/// Gives `made`, a file or folder, the name `path`, at once and whole, and makes the folders above it that are not
/// there. In its way may only stand what stood there `before`, and only when `may_go` says that this, wherever it is
/// now, may be taken away. UserError naming `path` else: then all that others have put there is as they left it.
void publish(const std::filesystem::path& made, const std::filesystem::path& path, const Standing& before,
             const std::function<bool(const std::filesystem::path&)>& may_go);

/// The innermost folder above `path` that is there: one on the same disk as what will stand at `path`.
std::filesystem::path standing_parent(const std::filesystem::path& path);

}  // namespace octet::io
