// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace octet {

/// One fault of the user's input: where it is, what was expected and what was found.
struct Diagnostic {
  std::string place;    ///< `file:line:column`, `file (byte 123)` or an option name; may be empty
  std::string message;  ///< `/path/in/file: expected Y, got X`

  std::string text() const;
};

/// The user's input is wrong (exit 2). Carries every problem found, not only the first.
class UserError : public std::runtime_error {
 public:
  explicit UserError(std::vector<Diagnostic> diagnostics);
  UserError(std::string place, std::string message);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// The simulated machine faulted (exit 4): command and address are part of the message.
class MachineFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Two views disagree (exit 3).
class ViewMismatch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A broken invariant of Octet itself (exit 1).
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws `InternalError` naming the source place.
[[noreturn]] void fail_check(const char* condition, const char* file, int line, const std::string& detail);

}  // namespace octet

/// Invariant check, active in every build: throws `octet::InternalError` with the place and `detail`.
#define OCTET_CHECK(condition, detail)                                             \
  do {                                                                             \
    if (!(condition)) ::octet::fail_check(#condition, __FILE__, __LINE__, detail); \
  } while (false)
