// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/command_line.hpp"

namespace octet::cli {

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  // Appended piece by piece: GCC 12 takes `"..." + string` for an overlapping copy.
  std::string quoted(1, '\'');
  for (const char c : word) {
    if (c == '\'')
      quoted.append("'\\''");
    else
      quoted.push_back(c);
  }
  quoted.push_back('\'');
  return quoted;
}

std::string command_line(std::span<char*> arguments) {
  std::string text = "octet";
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    const std::string_view name = word.substr(0, word.find('='));
    if (name == "--force") continue;
    if (name == "--out" || name == "--json") {
      text.append(1, ' ').append(name).append(name == "--out" ? " OUT" : " JSON");
      if (word.size() == name.size()) ++i;
      continue;
    }
    text.append(1, ' ').append(shell_quoted(word));
  }
  return text;
}

}  // namespace octet::cli
