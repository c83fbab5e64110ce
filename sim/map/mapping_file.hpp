// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "models/graph/model.hpp"
#include "sim/map/mapping.hpp"

namespace octet::map {

/// Reads a mapping file (docs/formats.md, "Mapping") for a model. Throws `UserError` with every problem at once:
/// unknown keys and layers, values out of range. Whether layers can do what it says, the compiler knows.
Mapping read_mapping(const std::filesystem::path& path, const graph::Model& model);

/// The same for text in memory; `name` stands for the file in messages.
Mapping parse_mapping(const std::string& yaml, const std::string& name, const graph::Model& model);

/// What `read_mapping` reads back to the same; a layer of which nothing is set is left out.
std::string to_yaml(const Mapping& mapping, const graph::Model& model, const std::string& architecture);

}  // namespace octet::map
