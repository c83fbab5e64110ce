// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/error.hpp"
#include "sim/cli/verb.hpp"

namespace octet::cli {

/// The most inputs or samples of one call.
inline constexpr std::uint64_t kMostInputs = 1'000'000'000;
inline constexpr std::uint64_t kLargestSeed = ~std::uint64_t{0};

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

  /// A decimal integer from `low` to `high`; `fallback` for an empty text, which stands for an option not given.
  std::uint64_t count(const std::string& place, const std::string& text, std::uint64_t low, std::uint64_t high,
                      std::uint64_t fallback);
  /// The same, from `low` to the most inputs of one call.
  std::uint64_t count(const std::string& place, const std::string& text, std::uint64_t low, std::uint64_t fallback) {
    return count(place, text, low, kMostInputs, fallback);
  }

  /// A result must not become part of what it is made from, nor replace it.
  void keep_apart(const std::string& place, const std::string& result, const std::vector<std::string>& inputs);

  /// Throws UserError when there was any.
  void finish() const;

 private:
  std::vector<Diagnostic> faults_;
};

/// Whether `path` is `folder` or lies in it, links followed.
bool lies_in(const std::string& path, const std::string& folder);

/// `--arch ARCH` and `--set PATH=VALUE`.
struct ArchitectureOptions {
  std::string name;
  std::vector<std::string> overrides;

  /// `note`: what the help says behind the option, instead of where names are listed.
  void add_to(Verb& verb, const std::string& note = "`octet list`");
  /// Nothing, and a problem kept, when missing or wrong.
  std::optional<arch::Architecture> read(Faults& faults) const;
};

/// `--set PATH=VALUE`, any number of times.
void add_set_option(Verb& verb, std::vector<std::string>& overrides);
/// A value set twice is one of two that somebody means.
void check_set_once(const std::vector<std::string>& overrides, Faults& faults);

/// `--out` and `--force`.
struct OutOptions {
  std::string path;
  bool force = false;

  void add_to(Verb& verb, const std::string& what);
};

}  // namespace octet::cli
