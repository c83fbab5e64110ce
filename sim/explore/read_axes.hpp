// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <vector>

#include "models/io/yaml_reader.hpp"
#include "sim/explore/spec.hpp"

namespace octet::explore {

/// Reads the mapping `axes`: a key is a parameter, or several separated by commas, which then vary together; its value
/// is a list (of lists, for several parameters that take different values) or `{from, to, step}` / `{from, to,
/// factor}`. Faults go to `file`.
std::vector<Axis> read_axes(io::YamlFile& file, const YAML::Node& axes);

}  // namespace octet::explore
