// SPDX-License-Identifier: Apache-2.0
#include "sim/power/liberty_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "models/core/error.hpp"

namespace octet::power {
namespace {

const std::string kNothing;

struct Token {
  enum class Kind : std::uint8_t { word, mark, end } kind = Kind::end;
  std::string text;
  std::size_t line = 0;  ///< where it begins
};

/// Words (quoted or not) and the marks `( ) { } : ; ,`; comments and continued lines are passed over.
class Tokens {
 public:
  explicit Tokens(const synthesis::Liberty& liberty) : path_(liberty.path.string()), text_(liberty.text) { advance(); }

  const Token& next() const { return token_; }
  bool is_mark(char mark) const { return token_.kind == Token::Kind::mark && token_.text[0] == mark; }
  Token take() {
    Token out = std::move(token_);
    advance();
    return out;
  }
  bool take_mark(char mark) {
    const bool is_there = is_mark(mark);
    if (is_there) advance();
    return is_there;
  }
  void expect_mark(char mark) {
    if (!take_mark(mark)) fail(fmt::format("'{}'", mark));
  }
  std::string expect_word() {
    if (token_.kind != Token::Kind::word) fail("a name or value");
    return take().text;
  }
  [[noreturn]] void fail(const std::string& expected) const {
    throw UserError(fmt::format("{}:{}", path_, line_),
                    fmt::format("expected {}, found {}", expected,
                                token_.kind == Token::Kind::end ? "the end of the file" : "'" + token_.text + "'"));
  }

 private:
  static bool is_mark_of_language(char c) { return std::string_view("(){}:;,").find(c) != std::string_view::npos; }

  void skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (text_.compare(at_, 2, "/*") == 0) {
        const std::size_t end = text_.find("*/", at_ + 2);
        while (at_ < std::min(end, text_.size())) count_line();
        at_ = end == std::string::npos ? text_.size() : end + 2;
      } else if (text_.compare(at_, 2, "//") == 0) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '\\') {
        count_line();
      } else {
        return;
      }
    }
  }
  void count_line() {
    if (text_[at_++] == '\n') ++line_;
  }
  void advance() {
    skip();
    token_ = {Token::Kind::end, "", line_};
    if (at_ >= text_.size()) return;
    token_.kind = Token::Kind::word;
    if (text_[at_] == '"') {
      ++at_;
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] != '\\') token_.text += text_[at_];
        count_line();
      }
      if (at_ >= text_.size()) {
        token_ = {Token::Kind::end, "", line_};
        fail("a closing quote");
      }
      ++at_;
      return;
    }
    if (is_mark_of_language(text_[at_])) {
      token_ = {Token::Kind::mark, std::string(1, text_[at_++]), line_};
      return;
    }
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) == 0 && text_[at_] != '"' &&
           !is_mark_of_language(text_[at_]))
      token_.text += text_[at_++];
  }

  std::string path_;
  const std::string& text_;
  std::size_t at_ = 0, line_ = 1;
  Token token_;
};

/// What follows a name that `(` follows: arguments, and the body where there is one.
void parse_statement(Tokens& tokens, LibertyGroup& parent);

void parse_body(Tokens& tokens, LibertyGroup& group) {
  while (!tokens.take_mark('}')) {
    if (tokens.take_mark(';')) continue;
    parse_statement(tokens, group);
  }
}

void parse_statement(Tokens& tokens, LibertyGroup& parent) {
  const std::string name = tokens.expect_word();
  std::vector<std::string> values;
  if (tokens.take_mark(':')) {
    // An expression without quotes may be several words; the end of the line stands for a forgotten semicolon.
    const std::size_t line = tokens.next().line;
    std::string value = tokens.expect_word();
    while (tokens.next().kind == Token::Kind::word && tokens.next().line == line) value += " " + tokens.take().text;
    tokens.take_mark(';');
    parent.attributes.emplace_back(name, std::vector<std::string>{value});
    return;
  }
  tokens.expect_mark('(');
  while (!tokens.take_mark(')')) {
    if (tokens.take_mark(',') || tokens.take_mark(':')) continue;
    values.push_back(tokens.expect_word());
  }
  if (tokens.take_mark('{')) {
    LibertyGroup group{name, std::move(values), {}, {}};
    parse_body(tokens, group);
    parent.groups.push_back(std::move(group));
    return;
  }
  tokens.take_mark(';');
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

LibertyGroup parse_liberty(const synthesis::Liberty& liberty) {
  Tokens tokens(liberty);
  LibertyGroup file;
  while (tokens.next().kind != Token::Kind::end) {
    if (tokens.take_mark(';')) continue;
    parse_statement(tokens, file);
    if (!file.groups.empty() && file.groups.back().name == "library") return std::move(file.groups.back());
  }
  tokens.fail("a group library (...) {...}");
}

}  // namespace octet::power
