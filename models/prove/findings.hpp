// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <utility>

#include "models/prove/verify.hpp"

namespace octet::prove {

/// Collects findings up to a limit; of one kind and text start a command reports only its first place (a fault in a
/// loop shows in every step).
class Findings {
 public:
  explicit Findings(std::size_t limit) : limit_(limit) {}

  void add(Finding::Kind kind, std::uint64_t command, std::string text) {
    if (!full()) list_.push_back({kind, command, std::move(text)});
  }
  /// Like add, but only the first of its kind for this command and `topic`.
  void add_once(Finding::Kind kind, std::uint64_t command, int topic, const std::string& text) {
    if (seen_.insert({command, static_cast<int>(kind) * 100 + topic}).second) add(kind, command, text);
  }
  bool full() const { return list_.size() >= limit_; }
  bool empty() const { return list_.empty(); }
  std::vector<Finding> take() { return std::move(list_); }

 private:
  std::size_t limit_;
  std::vector<Finding> list_;
  std::set<std::pair<std::uint64_t, int>> seen_;
};

/// Fields defined and fit for their opcode, context and geometry; the program's own figures consistent.
void check_fields(const program::Program& program, Findings& findings);

}  // namespace octet::prove
