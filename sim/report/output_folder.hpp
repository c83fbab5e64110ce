// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "models/io/publish.hpp"
#include "models/io/work_folder.hpp"

namespace octet::report {

/// A file or folder that appears whole or not at all: work goes to a hidden folder beside it, `commit` gives it its
/// name, and the destructor takes away what was not committed. What others put at its place meanwhile stays theirs.
class Output {
 public:
  enum class Kind { file, folder };

  /// UserError (of `option`) when `path` exists and `force` is false, when nothing can be written there, or when
  /// `force` would replace a folder that holds anything Octet does not write, something else than a regular file, or a
  /// package by anything but a package (`replaces_package`).
  Output(const std::filesystem::path& path, Kind kind, bool force, bool replaces_package = false,
         std::string option = "--out");
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Where to write; a folder exists already. A file may have others beside it, which go.
  const std::filesystem::path& work() const { return work_; }
  /// Calls `make` with `work()`; what it cannot write is reported under the name that the user gave.
  void fill(const std::function<void(const std::filesystem::path&)>& make) const;
  /// Writes one file of a folder output.
  void write(const std::string& name, const std::string& text) const;
  /// UserError when the result cannot take its place, as when something has appeared there since the constructor; what
  /// stands there then still does.
  void commit();

 private:
  std::filesystem::path path_;
  Kind kind_;
  std::string option_;
  io::Standing before_;
  std::optional<io::WorkFolder> hidden_;
  std::filesystem::path work_;
};

}  // namespace octet::report
