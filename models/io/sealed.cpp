// SPDX-License-Identifier: Apache-2.0
#include "models/io/sealed.hpp"

#include "models/io/digest.hpp"

namespace octet::io {
namespace {

constexpr std::string_view kName = "sha256 ";
constexpr std::size_t kDigits = 64, kBytes = kName.size() + kDigits + 1;

std::string seal(const std::string& contents) { return std::string(kName) + sha256(contents) + '\n'; }

}  // namespace

std::string sealed(const std::string& contents) { return contents + seal(contents); }

std::optional<std::string_view> unsealed(std::string_view kept) {
  if (kept.size() < kBytes) return std::nullopt;
  const std::string_view contents = kept.substr(0, kept.size() - kBytes);
  if (kept.substr(contents.size()) != seal(std::string(contents))) return std::nullopt;
  return contents;
}

}  // namespace octet::io
