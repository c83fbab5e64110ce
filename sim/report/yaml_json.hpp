// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace octet::report {

using Json = nlohmann::ordered_json;

/// The same document as JSON: unquoted scalars become booleans, integers or numbers where they read as such. For YAML
/// that Octet wrote itself.
Json yaml_to_json(const std::string& yaml);

}  // namespace octet::report
