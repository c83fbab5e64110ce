// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/liberty_reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace octet::synthesis {
namespace {

constexpr std::size_t kMostFaults = 20;
constexpr std::size_t kLongestStatement = 16;  // tokens that are looked at
constexpr const char* kNoLibrary =
    "expected a liberty file (library (...) {cell (...) ...}), found no library with cells";
constexpr std::size_t kDeepest = 100;  // groups in groups

/// What a message quotes of a file that may be anything.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 40)) out += c >= ' ' && c <= '~' ? c : '?';
  return text.size() > 40 ? out + "..." : out;
}

}  // namespace

void LibertyReader::fail(std::size_t line, const std::string& message) {
  // Braces that do not match in a picture are not what is wrong with it.
  if (!has_library_) throw UserError(name_, kNoLibrary);
  fault(line, message);
  throw UserError(std::move(faults_));
}

void LibertyReader::fault(std::size_t line, const std::string& message) {
  faults_.push_back({fmt::format("{}:{}", name_, line), message});
  if (faults_.size() >= kMostFaults) throw UserError(std::move(faults_));
}

void LibertyReader::begin_group(const std::vector<Token>& statement) {
  // NAME ( ... ) {
  const bool is_named = statement.size() >= 2 && !statement[0].is_sign && statement[1].is('(');
  const std::string_view name = is_named ? statement[0].text : std::string_view();
  if (depth_ == 0) in_library_ = name == "library";
  has_library_ = has_library_ || in_library_;
  if (depth_ == 1 && in_library_ && name == "cell") {
    in_cell_ = true;
    has_area_ = false;
    const bool has_name = statement.size() > 2 && !statement[2].is_sign;
    cell_ = {has_name ? std::string(statement[2].text) : std::string(), statement[0].line};
    if (!has_name) fault(statement[0].line, "expected the name of a cell in parentheses, got none");
  }
}

void LibertyReader::end_group(const Token& brace) {
  if (depth_ == 0) fail(brace.line, "found a } without its {");
  if (--depth_ == 1 && in_cell_) {
    in_cell_ = false;
    ++cells_;
    if (!has_area_) without_areas_.push_back(cell_);
  }
}

void LibertyReader::read_area(const std::vector<Token>& statement) {
  if (!in_cell_ || depth_ != 2 || statement.size() < 2 || statement[0].text != "area" || !statement[1].is(':')) return;
  const std::string_view text = statement.size() > 2 ? statement[2].text : std::string_view();
  double area = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), area);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(area) || area < 0.0)
    return fault(statement[0].line, fmt::format("cell {}: expected an area of at least 0, got '{}'",
                                                printable(cell_.name), printable(text)));
  has_area_ = area > 0.0;
}

void LibertyReader::read() {
  try {
    read_groups();
  } catch (const LibertyTokens::Cut& cut) {
    fail(cut.line, cut.message);
  }
}

void LibertyReader::read_groups() {
  std::vector<Token> statement;
  std::size_t parentheses = 0;
  for (Token token = tokens_.next(); !token.is_end; token = tokens_.next()) {
    if (token.is('\n')) {
      // A list goes on over lines; so does what stands between a group's name and its brace.
      const bool is_attribute = statement.size() > 2 && statement[1].is(':');
      if (!is_attribute || parentheses > 0) continue;
      read_area(statement);
      statement.clear();
    } else if (token.is('{')) {
      begin_group(statement);
      if (depth_++ == 0) outermost_ = token.line;
      if (depth_ > kDeepest) fail(token.line, fmt::format("expected at most {} groups within each other", kDeepest));
      statement.clear();
      parentheses = 0;
    } else if (token.is('}') || token.is(';')) {
      read_area(statement);
      statement.clear();
      parentheses = 0;
      if (token.is('}')) end_group(token);
    } else {
      if (token.is('(')) ++parentheses;
      if (token.is(')') && parentheses > 0) --parentheses;
      if (statement.size() < kLongestStatement) statement.push_back(token);
    }
  }
  if (depth_ > 0) fail(outermost_, fmt::format("found {} {{ without a }}: the file is cut off", depth_));
  if (!faults_.empty()) throw UserError(std::move(faults_));
  if (cells_ == 0) throw UserError(name_, kNoLibrary);
}

}  // namespace octet::synthesis
