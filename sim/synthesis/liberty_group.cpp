// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/liberty_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "models/core/error.hpp"
#include "sim/synthesis/liberty_tokens.hpp"

namespace octet::synthesis {
namespace {

const std::string kNothing;

/// The next word or sign, with the ends of lines left out.
class Tokens {
 public:
  explicit Tokens(const Liberty& liberty) : path_(liberty.path.string()), tokens_(liberty.text) { advance(); }

  const LibertyTokens::Token& next() const { return token_; }
  bool take(char sign) {
    const bool is_there = token_.is(sign);
    if (is_there) advance();
    return is_there;
  }
  std::string take_word() {
    if (!token_.is_word()) fail("a name or value");
    // A backslash continues a line or quotes what follows; nothing that is read here needs either.
    std::string word;
    std::remove_copy_if(token_.text.begin(), token_.text.end(), std::back_inserter(word),
                        [](char c) { return c == '\\' || c == '\n' || c == '\r'; });
    advance();
    return word;
  }
  [[noreturn]] void fail(const std::string& expected) const {
    throw UserError(fmt::format("{}:{}", path_, token_.line),
                    fmt::format("expected {}, found {}", expected,
                                token_.is_end ? "the end of the file" : "'" + std::string(token_.text) + "'"));
  }

 private:
  void advance() {
    do token_ = tokens_.next();
    while (token_.is('\n'));
  }

  std::string path_;
  LibertyTokens tokens_;
  LibertyTokens::Token token_;
};

void parse_statement(Tokens& tokens, LibertyGroup& parent);

void parse_body(Tokens& tokens, LibertyGroup& group) {
  while (!tokens.take('}')) {
    if (tokens.take(';')) continue;
    parse_statement(tokens, group);
  }
}

void parse_statement(Tokens& tokens, LibertyGroup& parent) {
  const std::string name = tokens.take_word();
  std::vector<std::string> values;
  if (tokens.take(':')) {
    // An expression without quotes may be several words; the end of the line stands for a forgotten semicolon.
    const std::size_t line = tokens.next().line;
    std::string value = tokens.take_word();
    while (tokens.next().is_word() && tokens.next().line == line) value += " " + tokens.take_word();
    tokens.take(';');
    parent.attributes.emplace_back(name, std::vector<std::string>{value});
    return;
  }
  if (!tokens.take('(')) tokens.fail("'('");
  while (!tokens.take(')')) {
    if (tokens.take(',') || tokens.take(':')) continue;
    values.push_back(tokens.take_word());
  }
  if (tokens.take('{')) {
    LibertyGroup group{name, std::move(values), {}, {}};
    parse_body(tokens, group);
    parent.groups.push_back(std::move(group));
    return;
  }
  tokens.take(';');
  parent.attributes.emplace_back(name, std::move(values));
}

}  // namespace

const std::string& LibertyGroup::title() const { return arguments.empty() ? kNothing : arguments.front(); }

const std::vector<std::string>* LibertyGroup::find(const std::string& attribute) const {
  for (const auto& [key, values] : attributes)
    if (key == attribute) return &values;
  return nullptr;
}

const std::string& LibertyGroup::text(const std::string& attribute) const {
  const std::vector<std::string>* values = find(attribute);
  return values == nullptr || values->empty() ? kNothing : values->front();
}

LibertyGroup library_group(const Liberty& liberty) {
  Tokens tokens(liberty);
  LibertyGroup file;
  while (!tokens.next().is_end) {
    if (tokens.take(';')) continue;
    parse_statement(tokens, file);
    if (!file.groups.empty() && file.groups.back().name == "library") return std::move(file.groups.back());
  }
  tokens.fail("a group library (...) {...}");
}

}  // namespace octet::synthesis
