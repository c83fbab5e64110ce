// SPDX-License-Identifier: Apache-2.0
#include "sim/run/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "models/core/error.hpp"
#include "models/graph/files.hpp"

namespace octet::sim {
namespace {

constexpr std::uint64_t kLargestInput = std::uint64_t{1} << 33;

InputFile digest_file(const std::filesystem::path& path) {
  const std::string data = graph::read_file(path, kLargestInput);
  return {path.string(), data.size(), sha256(data)};
}

}  // namespace

std::string sha256(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  OCTET_CHECK(EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1, "SHA-256 failed");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::vector<InputFile> digest_inputs(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {digest_file(path)};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<InputFile> inputs;
  for (const auto& file : files) inputs.push_back(digest_file(file));
  return inputs;
}

}  // namespace octet::sim
