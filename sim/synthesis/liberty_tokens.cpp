// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/liberty_tokens.hpp"

#include <algorithm>

namespace octet::synthesis {
namespace {

constexpr std::string_view kSigns = "(){}:;,";
constexpr std::string_view kBlanks = " \t\r\f\v\\";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }
bool is_sign(char c) { return kSigns.find(c) != std::string_view::npos; }

}  // namespace

void LibertyTokens::skip_blanks() {
  while (at_ < text_.size()) {
    const std::string_view two = text_.substr(at_, 2);
    if (two == "/*") {
      const std::size_t end = text_.find("*/", at_ + 2), line = line_;
      if (end == std::string_view::npos) throw Cut{line, "expected */ at the end of this comment, the file ends"};
      for (; at_ < end + 2; ++at_) line_ += text_[at_] == '\n' ? 1 : 0;
    } else if (two == "//") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (is_blank(text_[at_])) {
      ++at_;
    } else {
      return;
    }
  }
}

LibertyTokens::Token LibertyTokens::next() {
  skip_blanks();
  Token token{{}, line_};
  if (at_ >= text_.size()) {
    token.is_end = true;
    return token;
  }
  const std::size_t begin = at_;
  if (text_[at_] == '"') {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;  // what follows is not the end
      line_ += text_[at_] == '\n' ? 1 : 0;
    }
    if (at_ >= text_.size()) throw Cut{token.line, "expected a quote at the end of this text, the file ends"};
    token.text = text_.substr(begin + 1, at_++ - begin - 1);
    return token;
  }
  // The end of a line ends a statement whose semicolon was forgotten.
  if (is_sign(text_[at_]) || text_[at_] == '\n') {
    line_ += text_[at_] == '\n' ? 1 : 0;
    ++at_;
    token.text = text_.substr(begin, 1);
    token.is_sign = true;
    return token;
  }
  while (at_ < text_.size() && !is_blank(text_[at_]) && !is_sign(text_[at_]) && text_[at_] != '\n' &&
         text_[at_] != '"' && !(at_ > begin && text_.substr(at_, 2) == "/*"))
    ++at_;
  token.text = text_.substr(begin, at_ - begin);
  return token;
}

}  // namespace octet::synthesis
