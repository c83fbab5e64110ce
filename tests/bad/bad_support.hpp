// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/random_model.hpp"

namespace octet::test {

using Words = std::vector<std::string>;

/// Runs `octet` with these words; it must exit 2 with `message` as part of standard error, print no result, call
/// nothing an internal error, and stay below 2 GB of memory.
void refused(const Words& words, const std::string& message);

/// A folder with a small package that is broken on purpose.
class Victim {
 public:
  Victim();

  std::string operator/(const std::string& name) const { return folder_ / name; }
  /// The package's folder.
  std::string package() const { return folder_ / "package"; }
  /// Replaces the first `from` of a file; it must be there.
  void edit(const std::string& file, const std::string& from, const std::string& to) const;
  void put(const std::string& file, const std::string& bytes) const;
  std::string text(const std::string& file) const;
  /// The words of a run of the package in the golden view, and more.
  Words run(const Words& more = {}) const;
  /// Names in the folder, sorted; what a failed call left shows here.
  std::vector<std::string> names() const;

 private:
  TemporaryFolder folder_;
};

/// Bytes of a safetensors file with this header and data.
std::string safetensors_file(const std::string& header, const std::string& data);

/// `count` big-endian words, as IDX headers are made of.
std::string big_endian(const std::vector<std::uint32_t>& words);

}  // namespace octet::test
