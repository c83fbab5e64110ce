// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "models/graph/model.hpp"
#include "models/program/program.hpp"
#include "tests/support/random_model.hpp"

namespace octet::test {

/// A small valid architecture: R x C, buffers of about the given bytes (rounded up to whole words in every bank).
struct SmallArchitecture {
  std::uint32_t rows = 4, columns = 4;
  std::uint64_t activation = 1 << 14, weight = 1 << 13, accumulator = 1 << 13, parameter = 1 << 12;
  std::uint32_t chunk_tiles = 0;
  bool keep_on_chip = true;
  std::uint32_t beat_bytes = 8;
  std::uint32_t queue_depth = 2;
  std::uint32_t slots = 0;  ///< of every ring of the mapping; 0: its defaults
  bool overlap_layers = true, fuse = true, keys_first = true;
};
arch::Architecture small_architecture(const SmallArchitecture& options);

/// One encoder layer with embedding, pooling and head, of random shape and numerics, for a random architecture whose
/// buffers range from the least that will do to ample; and its program.
struct RandomLayer {
  RandomEncoder encoder;
  SmallArchitecture options;
  graph::Model model;
  arch::Architecture architecture;
  program::Program program;
};
RandomLayer random_layer(std::uint64_t seed);

/// The same with sizes of real layers on larger arrays: up to 130 tokens, 192 columns, 12 heads (or one of 64 columns),
/// arrays up to 32 x 32, and any slots and overlaps of the mapping.
RandomLayer random_large_layer(std::uint64_t seed);

}  // namespace octet::test
