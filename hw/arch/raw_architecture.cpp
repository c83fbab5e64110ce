// SPDX-License-Identifier: Apache-2.0
#include "hw/arch/raw_architecture.hpp"

#include <algorithm>

namespace octet::arch {
namespace {
constexpr const char* kOption = "--set ";
}  // namespace

bool is_option(const RawValue& value) { return value.place.starts_with(kOption); }

RawArchitecture parse_raw(const std::string& yaml, const std::string& file, std::vector<Diagnostic>& faults) {
  io::YamlFile text(yaml, file);
  RawArchitecture raw{io::yaml_scalars(text), file};
  faults.insert(faults.end(), text.faults().begin(), text.faults().end());
  return raw;
}

void apply_override(RawArchitecture& raw, const std::string& option, std::vector<Diagnostic>& faults) {
  const std::string place = kOption + option;
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || equals == 0) {
    faults.push_back({place, "expected PATH=VALUE, got '" + option + "'"});
    return;
  }
  std::string path = option.substr(0, equals);
  std::replace(path.begin(), path.end(), '.', '/');
  if (path.front() != '/') path.insert(path.begin(), '/');
  raw.values[path] = {option.substr(equals + 1), place};
}

}  // namespace octet::arch
