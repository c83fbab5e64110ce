// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

namespace octet::test {

/// A fuzzer's input for the package reader: u32 bytes of model.yaml, model.yaml, model.safetensors.
struct PackageInput {
  std::string yaml, tensors;

  static PackageInput split(const std::string& bytes) {
    std::uint32_t size = 0;
    if (bytes.size() < sizeof size) return {};
    std::memcpy(&size, bytes.data(), sizeof size);
    const std::size_t yaml = std::min<std::size_t>(size, bytes.size() - sizeof size);
    return {bytes.substr(sizeof size, yaml), bytes.substr(sizeof size + yaml)};
  }
  std::string joined() const {
    const auto size = static_cast<std::uint32_t>(yaml.size());
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + yaml + tensors;
  }
};

}  // namespace octet::test
