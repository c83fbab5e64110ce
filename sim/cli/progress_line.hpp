// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "models/core/progress.hpp"

namespace octet::cli {

/// One line on standard error that says how far a verb is, rewritten in place ten times a second; only on a terminal.
/// On a terminal or not, what it hands out ends the process after Ctrl-C: it says how far the work came and takes what
/// is half written away, but runs no destructors, because those of a large program alone may take seconds. It outlives
/// what it hands out, and takes its line away in the end.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Counts whole items: `input 13 of 300, 3.4/s, 1:25 to go`.
  Progress items(const std::string& item);
  /// Counts parts of the item that is being worked on: `..., layer 3 of 24`.
  Progress parts(const std::string& part);
  /// Work that has no items: `compiling, 43 %`.
  Progress share(const std::string& doing);
  /// Work of unknown length, each time with what is being done, and since when: `building the gates of octet_matmul:
  /// Verilator, 0:12`. A `note: ...` stays.
  std::function<void(const std::string&)> work();

 private:
  using Clock = std::chrono::steady_clock;

  bool is_due();
  void show(const std::string& text);
  void take_away();
  [[noreturn]] void end();
  std::string rate() const;

  const bool on_terminal_;
  bool is_shown_ = false;
  Clock::time_point started_, shown_;
  std::string item_;  ///< empty: work without items
  std::string doing_;
  std::uint64_t done_ = 0, total_ = 0;
};

}  // namespace octet::cli
