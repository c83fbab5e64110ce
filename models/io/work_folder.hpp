// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "models/core/at_end.hpp"

namespace octet::io {

/// A new empty folder for what is not finished, `<prefix><host>.<process>` in `parent`, which nobody else may enter. It
/// goes with its object, also when the process ends without destructors (`AtEnd`). What killed processes of this host
/// left by the same prefix goes first; other hosts of a shared folder clean up after themselves.
class WorkFolder {
 public:
  /// Throws std::filesystem::filesystem_error when it cannot be made.
  WorkFolder(const std::filesystem::path& parent, const std::string& prefix);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  AtEnd at_end_;
};

/// Takes a folder away, also when a process that is about to end still writes in it.
void remove_folder(const std::filesystem::path& folder);

}  // namespace octet::io
