// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "sim/cli/options.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::cli {

/// `--json FILE`, `-` for standard output; text for people then goes to standard error.
struct JsonOption {
  std::string path;

  void add_to(Verb& verb);
  /// Whether the file can be written once the work is done, is none of the inputs, and not part of `--out`.
  void check(Faults& faults, const std::vector<std::string>& inputs, const std::string& out = {}) const;
  /// Prints text for people.
  void print(const std::string& text) const;
  /// Writes the document when the option was given.
  void write(const report::Json& json) const;
};

}  // namespace octet::cli
