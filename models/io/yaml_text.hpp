// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

namespace octet::io {

/// Parses YAML text as hostile input: exactly one document, no anchors or aliases (no key of ours needs them, and they
/// let a small file mean a huge one), nested at most 32 deep, at most 200 000 values. `file` names it in messages.
/// Throws UserError at `file:line:col`. The root of an empty text is null.
YAML::Node parse_yaml(const std::string& text, const std::string& file);

}  // namespace octet::io
