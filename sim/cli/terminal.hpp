// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/cli/options.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::cli {

/// Takes the numbers of standard streams that the caller has closed, so that no file gets one and with it what was
/// meant for a terminal. Writing to them fails.
void hold_standard_streams();

/// Characters of a line of the terminal that standard output is; 80 where it is none, or does not say.
std::size_t terminal_columns();

/// Whether standard error is a terminal that can take a line away again (`TERM` other than `dumb`).
bool shows_progress();

/// Text on standard output. What cannot be written is dropped, with all that follows, and `output_fault` tells it: the
/// work goes on, for it may have other results. Throws `sim::Interrupted` after a signal when nobody takes the text.
void print(const std::string& text);
/// Why not all of standard output was written, as the system's error code; 0 when it was.
int output_fault();

/// What takes a line of progress away, before another.
inline constexpr const char* kTakeAway = "\r\033[K";

/// A message on standard error. Where that cannot be written there is nobody to tell.
void tell_user(const std::string& text);

/// `--json FILE`, `-` for standard output; text for people then goes to standard error.
class JsonOption {
 public:
  void add_to(Verb& verb);
  const std::string& path() const { return path_; }
  /// Whether the file can be written once the work is done, is none of the inputs, and not part of `--out`. A regular
  /// file will be replaced, unless another comes into its place meanwhile; a pipe or character device is written
  /// itself.
  void check(Faults& faults, const std::vector<std::string>& inputs, const std::string& out = {}) const;
  /// Prints text for people.
  void print(const std::string& text) const;
  /// Writes the document when the option was given.
  void write(const report::Json& json) const;
  /// Does what of `write` may fail for want of room, before a result beside it takes its place; returns the rest.
  std::function<void()> prepare(const report::Json& json) const;

 private:
  std::string path_;
  mutable std::shared_ptr<report::Output> file_;  ///< made by `check`, where a file will be made
};

}  // namespace octet::cli
