// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/options.hpp"

#include <fmt/format.h>

#include <charconv>

namespace octet::cli {

std::uint64_t Faults::count(const std::string& place, const std::string& text, std::uint64_t low,
                            std::uint64_t fallback) {
  if (text.empty()) return fallback;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < low) {
    add(place, fmt::format("expected an integer of at least {}, got {}", low, text));
    return fallback;
  }
  return number;
}

void Faults::finish() const {
  if (!faults_.empty()) throw UserError(faults_);
}

void add_set_option(CLI::App& verb, std::vector<std::string>& overrides) {
  verb.add_option("--set", overrides, "Override one value of the architecture; any number of times")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
}

void ArchitectureOptions::add_to(CLI::App& verb) {
  verb.add_option("--arch", name, "Architecture: a file, or the name of a shipped one (`octet list`)")
      ->type_name("ARCH");
  add_set_option(verb, overrides);
}

std::optional<arch::Architecture> ArchitectureOptions::read(Faults& faults) const {
  if (name.empty()) {
    faults.add("--arch", "is required");
    return std::nullopt;
  }
  return faults.attempt([&] { return arch::read_architecture(name, overrides); });
}

void OutOptions::add_to(CLI::App& verb, const std::string& what) {
  verb.add_option("--out", path, what)->type_name("PATH");
  verb.add_flag("--force", force, "Replace an existing result");
}

void add_example(CLI::App& verb, const std::string& example) { verb.footer("Example:\n  " + example); }

}  // namespace octet::cli
