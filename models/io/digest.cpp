// SPDX-License-Identifier: Apache-2.0
#include "models/io/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "models/core/error.hpp"
#include "models/io/files.hpp"

namespace octet::io {
namespace {

/// SHA-256 of what is given piece by piece.
class Sha256 {
 public:
  Sha256() { OCTET_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1, "SHA-256 starts"); }
  void add(std::string_view data) {
    OCTET_CHECK(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1, "SHA-256 goes on");
  }
  std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    OCTET_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1, "SHA-256 ends");
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

InputFile digest_file(const std::filesystem::path& path, const Progress& progress) {
  constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;
  ReadableFile file(path, std::numeric_limits<std::uint64_t>::max());
  Sha256 sha;
  std::string piece;
  for (std::uint64_t at = 0; at < file.size(); at += piece.size()) {
    tell(progress, at, file.size());
    piece.resize(std::min(kPiece, file.size() - at));
    file.read(at, piece.data(), piece.size());
    sha.add(piece);
  }
  return {path.string(), file.size(), sha.finish()};
}

}  // namespace

std::string sha256(std::string_view data) {
  Sha256 sha;
  sha.add(data);
  return sha.finish();
}

std::vector<InputFile> digest_inputs(const std::filesystem::path& path, const Progress& progress) {
  if (!std::filesystem::is_directory(path)) return {digest_file(path, progress)};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<InputFile> inputs;
  for (const auto& file : files) inputs.push_back(digest_file(file, progress));
  return inputs;
}

}  // namespace octet::io
