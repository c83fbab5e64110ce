// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace octet::report {

/// A file or folder that appears whole or not at all: work goes to a hidden neighbor, `commit` renames it, and the
/// destructor takes away what was not committed. What a killed process left behind, the next one takes away.
class Output {
 public:
  enum class Kind { file, folder };

  /// UserError when `path` exists and `force` is false, when its parent does not exist or is read-only, or when `force`
  /// would replace a folder that holds anything Octet does not write, something else than a regular file, or a package
  /// by anything but a package (`replaces_package`).
  Output(std::filesystem::path path, Kind kind, bool force, bool replaces_package = false);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Where to write; a folder exists already.
  const std::filesystem::path& work() const { return work_; }
  /// Calls `make` with `work()`; what it cannot write is reported under the name that the user gave.
  void fill(const std::function<void(const std::filesystem::path&)>& make) const;
  /// Writes one file of a folder output.
  void write(const std::string& name, const std::string& text) const;
  /// UserError when the result cannot take its place; what stood there before then still does.
  void commit();

 private:
  std::filesystem::path path_, work_;
};

/// Takes away what no `Output` has committed yet: for a process that ends without destructors.
void remove_uncommitted();

}  // namespace octet::report
