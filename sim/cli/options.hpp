// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/error.hpp"

namespace octet::cli {

/// Collects every problem of a call, so that the user hears of all of them at once.
class Faults {
 public:
  void add(std::string place, std::string message) { faults_.push_back({std::move(place), std::move(message)}); }

  /// An option or argument that must be given.
  void require(const std::string& place, const std::string& value) {
    if (value.empty()) add(place, "is required");
  }

  /// What `make` returns; nothing when it throws a UserError, whose problems are kept.
  template <class Make>
  auto attempt(Make make) -> std::optional<decltype(make())> {
    try {
      return make();
    } catch (const UserError& error) {
      faults_.insert(faults_.end(), error.diagnostics().begin(), error.diagnostics().end());
      return std::nullopt;
    }
  }

  /// A decimal integer of at least `low`; `fallback` for an empty text.
  std::uint64_t count(const std::string& place, const std::string& text, std::uint64_t low, std::uint64_t fallback);

  /// Throws UserError when there was any.
  void finish() const;

 private:
  std::vector<Diagnostic> faults_;
};

/// `--arch ARCH` and `--set PATH=VALUE`.
struct ArchitectureOptions {
  std::string name;
  std::vector<std::string> overrides;

  void add_to(CLI::App& verb);
  /// Nothing, and a problem kept, when missing or wrong.
  std::optional<arch::Architecture> read(Faults& faults) const;
};

/// `--set PATH=VALUE`, any number of times.
void add_set_option(CLI::App& verb, std::vector<std::string>& overrides);

/// `--out` and `--force`.
struct OutOptions {
  std::string path;
  bool force = false;

  void add_to(CLI::App& verb, const std::string& what);
};

/// The help's last lines: one real example.
void add_example(CLI::App& verb, const std::string& example);

}  // namespace octet::cli
