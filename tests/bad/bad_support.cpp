// SPDX-License-Identifier: Apache-2.0
#include "tests/bad/bad_support.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "models/graph/package.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {

void refused(const Words& words, const std::string& message) {
  const ProcessResult result = run_octet(words);
  std::string line;
  for (const std::string& word : words) line += " " + word;
  INFO("octet" << line << "\n" << result.err);
  CHECK(result.status == 2);
  CHECK_THAT(result.err, Catch::Contains(message));
  CHECK_THAT(result.err, !Catch::Contains("internal error"));
  CHECK(result.out.empty());
  CHECK(result.peak_rss_bytes < 2'000'000'000);
}

Victim::Victim() { graph::write_package(random_model({}), package()); }

void Victim::edit(const std::string& file, const std::string& from, const std::string& to) const {
  std::string bytes = text(file);
  const std::size_t at = bytes.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  put(file, bytes.replace(at, from.size(), to));
}

void Victim::put(const std::string& file, const std::string& bytes) const {
  std::ofstream(folder_ / file, std::ios::binary) << bytes;
}

std::string Victim::text(const std::string& file) const { return text_of(folder_ / file); }

Words Victim::run(const Words& more) const {
  Words words = {"run", package(), "--arch", "octet-16", "--view", "golden", "--out", folder_ / "out"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> Victim::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string safetensors_file(const std::string& header, const std::string& data) {
  const std::uint64_t size = header.size();
  std::string bytes(sizeof size, '\0');
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes + header + data;
}

std::string big_endian(const std::vector<std::uint32_t>& words) {
  std::string bytes;
  for (const std::uint32_t word : words)
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(word >> shift & 0xff);
  return bytes;
}

}  // namespace octet::test
