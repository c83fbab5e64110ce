// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/machine/per_buffer.hpp"

namespace octet::map {

/// How one layer runs. None of it changes bits.
struct LayerMapping {
  std::optional<bool> is_fused;     ///< it runs along with the product before it
  std::optional<bool> is_on_chip;   ///< its result stays in the activation buffer, where its readers want it so
  std::optional<bool> is_smallest;  ///< the smallest chunks and working set
  std::optional<std::uint32_t> chunk_tiles;                  ///< of a product: column tiles of a chunk of weights
  machine::PerBuffer<std::optional<std::uint32_t>> slots{};  ///< of its rings, at most

  friend bool operator==(const LayerMapping&, const LayerMapping&) = default;
};

/// How a network runs on a machine: what is unset is the compiler's to choose.
struct Mapping {
  std::vector<LayerMapping> layers;  ///< by node of the model; or empty
  std::vector<std::size_t> order;    ///< nodes as they run; or empty
  std::string file = "mapping";      ///< for messages

  friend bool operator==(const Mapping& a, const Mapping& b) { return a.layers == b.layers && a.order == b.order; }
};

}  // namespace octet::map
