// SPDX-License-Identifier: Apache-2.0
#include "models/graph/image_input.hpp"

#include <algorithm>
#include <numeric>

#include "models/core/nearest.hpp"

namespace octet::graph {
namespace {

constexpr int kLargestImageSide = 16384;

/// The patch that cuts the image into `rows` x `columns`, else the nearest ones that divide it.
std::string near_patch(const ImageInput& image, int rows, int columns) {
  const auto with = [&](std::uint64_t patch) {
    ImageInput other = image;
    other.patch = static_cast<int>(patch);
    return other;
  };
  const auto got = static_cast<std::uint64_t>(image.patch);
  const auto most = static_cast<std::uint64_t>(std::min(image.height, image.width));
  const std::string fits = did_you_mean_number(
      got, 1, most, [&](std::uint64_t patch) { return image_input_fault(with(patch), rows, columns).empty(); });
  if (!fits.empty()) return fits;
  return did_you_mean_divisor(got, static_cast<std::uint64_t>(std::gcd(image.height, image.width)), most);
}

}  // namespace

ImageInput read_image_input(io::YamlMap& map) {
  ImageInput image;
  image.height = static_cast<int>(map.integer("height", 1, kLargestImageSide));
  image.width = static_cast<int>(map.integer("width", 1, kLargestImageSide));
  image.channels = static_cast<int>(map.integer("channels", 1, 4));
  image.patch = static_cast<int>(map.integer("patch", 1, kLargestImageSide));
  return image;
}

std::string image_input_fault(const ImageInput& image, int rows, int columns) {
  const bool sides = image.height >= 1 && image.width >= 1 && image.channels >= 1 && image.patch >= 1 &&
                     image.height <= kLargestImageSide && image.width <= kLargestImageSide && image.channels <= 4 &&
                     image.patch <= kLargestImageSide;
  if (!sides) return "expected sides from 1 to " + std::to_string(kLargestImageSide) + " and 1 to 4 channels";
  if (image.height % image.patch != 0 || image.width % image.patch != 0)
    return "expected a patch that divides height " + std::to_string(image.height) + " and width " +
           std::to_string(image.width) + ", got " + std::to_string(image.patch) + near_patch(image, rows, columns);
  const std::int64_t tokens = std::int64_t{image.height / image.patch} * (image.width / image.patch);
  const std::int64_t pixels = std::int64_t{image.patch} * image.patch * image.channels;
  if (tokens == rows && pixels == columns) return {};
  return "expected patches of the input's shape [" + std::to_string(rows) + ", " + std::to_string(columns) +
         "], got [" + std::to_string(tokens) + ", " + std::to_string(pixels) + "]";
}

}  // namespace octet::graph
