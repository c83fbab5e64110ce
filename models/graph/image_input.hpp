// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "models/core/matrix.hpp"
#include "models/graph/model.hpp"
#include "models/graph/yaml_reader.hpp"

namespace octet::graph {

/// Reads the keys height, width, channels and patch of a mapping.
ImageInput read_image_input(YamlMap& map);

/// Empty when cutting the image gives an input of [rows, columns]; else what is wrong.
std::string image_input_fault(const ImageInput& image, int rows, int columns);

/// Cuts an image of height x width x channels raw bytes (row-major, channel last) into the input matrix: one row a
/// patch, [height / patch * width / patch][patch * patch * channels], values 0..255. The size of `pixels` must agree
/// (InternalError).
Matrix<std::int16_t> patches(std::span<const std::uint8_t> pixels, const ImageInput& image);

}  // namespace octet::graph
