// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace octet::data {

/// Which part of a data set: its training images (calibration) or its official test images (accuracy).
enum class Split { kTrain, kTest };

/// Labeled gray images in memory.
struct ImageDataset {
  std::string name;                   ///< of the folder
  std::filesystem::path folder;       ///< as the user named it
  std::filesystem::path labels_file;  ///< in it
  int height = 0, width = 0;
  int classes = 0;                   ///< largest label + 1
  std::vector<std::uint8_t> pixels;  ///< [size()][height][width]
  std::vector<std::uint8_t> labels;  ///< [size()]
  std::uint32_t checksum = 0;        ///< CRC-32 of pixels followed by labels

  std::size_t size() const { return labels.size(); }
  std::span<const std::uint8_t> image(std::size_t index) const {
    const std::size_t bytes = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    return std::span(pixels).subspan(index * bytes, bytes);
  }
};

/// Throws UserError naming the first label that is not below `classes`, the columns of a model's output.
void check_labels(const ImageDataset& dataset, int classes);

/// Reads the IDX pair `train-*` or `t10k-*` (`images-idx3-ubyte` and `labels-idx1-ubyte`, plain or .gz) of a folder;
/// only the first `limit` images when it is not 0. Throws UserError for a missing file, a wrong magic number, truncated
/// or damaged data, counts that disagree.
ImageDataset read_image_dataset(const std::filesystem::path& folder, Split split, std::size_t limit = 0);

}  // namespace octet::data
