// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace octet::synthesis {

/// The words of a liberty file, one after the other; comments and blanks are passed over. The text outlives it.
class LibertyTokens {
 public:
  /// A word, a string without its quotes, or one of the characters ( ) { } : ; , and the end of a line, by itself.
  struct Token {
    std::string_view text;
    std::size_t line = 0;  ///< where it begins, from 1
    bool is_sign = false;
    bool is_end = false;  ///< of the file

    bool is(char sign) const { return is_sign && text.front() == sign; }
    bool is_word() const { return !is_sign && !is_end; }
  };
  /// Thrown where a comment or string has no end.
  struct Cut {
    std::size_t line;
    std::string message;
  };

  explicit LibertyTokens(std::string_view text) : text_(text) {}
  Token next();

 private:
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace octet::synthesis
