// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "models/core/matrix.hpp"
#include "models/graph/model.hpp"

namespace octet::data {

/// Cuts an image of height x width x channels raw bytes (row-major, channel last) into the input matrix: one row a
/// patch, [height / patch * width / patch][patch * patch * channels], values 0..255. The size of `pixels` must agree
/// (InternalError).
Matrix<std::int16_t> patches(std::span<const std::uint8_t> pixels, const graph::ImageInput& image);

}  // namespace octet::data
