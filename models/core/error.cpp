// SPDX-License-Identifier: Apache-2.0
#include "models/core/error.hpp"

#include <filesystem>

namespace octet {
namespace {

std::string join(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += diagnostic.text();
  }
  return text;
}

/// Control characters of hostile input neither break the line nor reach the terminal.
std::string on_one_line(const std::string& text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

}  // namespace

std::string Diagnostic::text() const {
  return place.empty() ? "error: " + on_one_line(message) : on_one_line(place) + ": error: " + on_one_line(message);
}

UserError::UserError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(join(diagnostics)), diagnostics_(std::move(diagnostics)) {}

UserError::UserError(std::string place, std::string message)
    : UserError(std::vector<Diagnostic>{{std::move(place), std::move(message)}}) {}

void fail_check(const char* condition, const char* file, int line, const std::string& detail) {
  throw InternalError(std::filesystem::path(file).filename().string() + ":" + std::to_string(line) + ": " + detail +
                      " (" + condition + ")");
}

}  // namespace octet
