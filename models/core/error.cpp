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

}  // namespace

std::string Diagnostic::text() const { return place.empty() ? "error: " + message : place + ": error: " + message; }

UserError::UserError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(join(diagnostics)), diagnostics_(std::move(diagnostics)) {}

UserError::UserError(std::string place, std::string message)
    : UserError(std::vector<Diagnostic>{{std::move(place), std::move(message)}}) {}

void fail_check(const char* condition, const char* file, int line, const std::string& detail) {
  throw InternalError(std::filesystem::path(file).filename().string() + ":" + std::to_string(line) + ": " + detail +
                      " (" + condition + ")");
}

}  // namespace octet
