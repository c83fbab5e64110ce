// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/core/error.hpp"
#include "models/io/yaml_reader.hpp"

namespace octet::arch {

/// A scalar before anything is known about its type; its place may be the `--set` option that gave it.
using RawValue = io::YamlScalar;

/// Whether a `--set` option gave it.
bool is_option(const RawValue& value);

/// An architecture file as text: the scalar at each path (`/array/rows`), not yet typed or checked.
struct RawArchitecture {
  std::map<std::string, RawValue> values;
  std::string file;  ///< named in messages about keys that are missing
};

/// Parses YAML text. Duplicate keys, sequences and other things that are no scalar or mapping go to `faults`.
/// Throws `UserError` when the text is no YAML mapping at all.
RawArchitecture parse_raw(const std::string& yaml, const std::string& file, std::vector<Diagnostic>& faults);

/// Replaces one value by a `path=value` string (`array.rows=32`, or `/array/rows=32`). Malformed strings go to
/// `faults`.
void apply_override(RawArchitecture& raw, const std::string& option, std::vector<Diagnostic>& faults);

}  // namespace octet::arch
