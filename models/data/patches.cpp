// SPDX-License-Identifier: Apache-2.0
#include "models/data/patches.hpp"

#include "models/core/error.hpp"

namespace octet::data {

Matrix<std::int16_t> patches(std::span<const std::uint8_t> pixels, const graph::ImageInput& image) {
  const auto width = static_cast<std::size_t>(image.width), channels = static_cast<std::size_t>(image.channels),
             patch = static_cast<std::size_t>(image.patch);
  const std::size_t down = static_cast<std::size_t>(image.height) / patch, across = width / patch;
  OCTET_CHECK(pixels.size() == static_cast<std::size_t>(image.height) * width * channels,
              "an image of the declared size");
  Matrix<std::int16_t> out(down * across, patch * patch * channels);
  const std::size_t strip = patch * channels;  // one row of pixels in a patch
  for (std::size_t token = 0; token < out.rows(); ++token) {
    const std::size_t top = token / across * patch, left = token % across * patch;
    for (std::size_t y = 0; y < patch; ++y)
      for (std::size_t i = 0; i < strip; ++i)
        out.at(token, y * strip + i) = pixels[((top + y) * width + left) * channels + i];
  }
  return out;
}

}  // namespace octet::data
