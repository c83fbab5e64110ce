// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <map>

namespace octet::cli {

std::uint64_t Faults::count(const std::string& place, const std::string& text, std::uint64_t low, std::uint64_t high,
                            std::uint64_t fallback) {
  if (text.empty()) return fallback;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < low || number > high) {
    add(place, fmt::format("expected an integer from {} to {}, got {}", low, high, text));
    return fallback;
  }
  return number;
}

void Faults::keep_apart(const std::string& place, const std::string& result, const std::vector<std::string>& inputs) {
  if (result.empty() || result == "-") return;
  for (const std::string& input : inputs)
    if (!input.empty() && std::filesystem::exists(input) && lies_in(result, input))
      add(place, fmt::format("expected a place outside the input {}, got {}", input, result));
}

bool lies_in(const std::string& path, const std::string& folder) {
  std::error_code error;
  const std::filesystem::path inner = std::filesystem::weakly_canonical(path, error);
  if (error) return false;
  const std::filesystem::path outer = std::filesystem::weakly_canonical(folder, error);
  if (error) return false;
  const std::filesystem::path way = inner.lexically_relative(outer);
  return !way.empty() && *way.begin() != "..";
}

void Faults::finish() const {
  if (!faults_.empty()) throw UserError(faults_);
}

void add_set_option(Verb& verb, std::vector<std::string>& overrides) {
  verb.option("--set", "PATH=VALUE", overrides, "Override one value of the architecture; any number of times");
}

void check_set_once(const std::vector<std::string>& overrides, Faults& faults) {
  std::map<std::string, std::string> values;
  for (const std::string& one : overrides) {
    const std::string path = one.substr(0, one.find('='));
    if (const auto [first, is_new] = values.emplace(path, one); !is_new)
      faults.add("--set", fmt::format("expected {} once, got {} and {}", path, first->second, one));
  }
}

void ArchitectureOptions::add_to(Verb& verb, const std::string& note) {
  verb.option("--arch", "ARCH", name, fmt::format("Architecture: a file, or the name of a shipped one ({})", note));
  add_set_option(verb, overrides);
}

std::optional<arch::Architecture> ArchitectureOptions::read(Faults& faults) const {
  check_set_once(overrides, faults);
  if (name.empty()) {
    faults.add("--arch", "is required");
    return std::nullopt;
  }
  return faults.attempt([&] { return arch::read_architecture(name, overrides); });
}

void OutOptions::add_to(Verb& verb, const std::string& what) {
  verb.option("--out", "PATH", path, what);
  verb.flag("--force", force, "Replace an existing result");
}

}  // namespace octet::cli
