// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/core/error.hpp"
#include "sim/synthesis/liberty.hpp"
#include "sim/synthesis/liberty_tokens.hpp"

namespace octet::synthesis {

/// Looks for the cells of a library and their areas: `library (...) {cell (NAME) {area : N; ...} ...}`. Everything else
/// is the business of the tools; here it must only nest. Text and name outlive it.
class LibertyReader {
 public:
  LibertyReader(std::string_view text, const std::string& name) : tokens_(text), name_(name) {}

  /// Throws UserError for a text without cells, and with its line for braces that do not match or nest deeper than 100,
  /// a string or comment without an end, and areas that are no finite number of at least 0.
  void read();
  std::size_t cells() const { return cells_; }
  const std::vector<LibertyCell>& without_areas() const { return without_areas_; }

 private:
  using Token = LibertyTokens::Token;

  void read_groups();
  void begin_group(const std::vector<Token>& statement);
  void end_group(const Token& brace);
  void read_area(const std::vector<Token>& statement);
  void fault(std::size_t line, const std::string& message);
  [[noreturn]] void fail(std::size_t line, const std::string& message);

  LibertyTokens tokens_;
  const std::string& name_;
  std::size_t depth_ = 0, outermost_ = 0;
  bool in_library_ = false, has_library_ = false, in_cell_ = false, has_area_ = false;
  LibertyCell cell_;
  std::size_t cells_ = 0;
  std::vector<LibertyCell> without_areas_;
  std::vector<Diagnostic> faults_;
};

}  // namespace octet::synthesis
