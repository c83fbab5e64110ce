// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <string>

#include "models/data/dataset.hpp"
#include "models/graph/image_input.hpp"
#include "models/graph/model.hpp"
#include "models/graph/package.hpp"

namespace octet::test {

/// The shipped vision transformer.
inline graph::Model shipped_model() { return graph::read_package("workloads/vit-fashion-mnist/package"); }

/// The official test images: all 10 000 from the Debian package.
inline data::ImageDataset test_images(std::size_t limit) {
  return data::read_image_dataset("/usr/share/datasets/fashion-mnist", data::Split::kTest, limit);
}

/// An environment variable as a count, or `fallback`.
inline std::size_t count_from_environment(const char* name, std::size_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : static_cast<std::size_t>(std::stoull(text));
}

}  // namespace octet::test
