// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/io/yaml_reader.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {

/// A row's figure, mark and source; `map` may hold more keys, which the caller asks for. Faults go to the file.
Row read_row(io::YamlMap& map);

/// The row of a key of `rows`; a missing one is a fault that names it.
Row read_row(io::YamlFile& file, io::YamlMap& rows, const std::string& name);

}  // namespace octet::tech
