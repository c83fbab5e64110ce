// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/graph/model.hpp"
#include "models/io/yaml_reader.hpp"

namespace octet::graph {

/// Reads the keys height, width, channels and patch of a mapping.
ImageInput read_image_input(io::YamlMap& map);

/// Empty when cutting the image gives an input of [rows, columns]; else what is wrong.
std::string image_input_fault(const ImageInput& image, int rows, int columns);

}  // namespace octet::graph
