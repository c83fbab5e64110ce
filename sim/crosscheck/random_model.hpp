// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/graph/model.hpp"
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {

/// Sizes of a random encoder: patch embedding, positions, `layers` pre-LayerNorm blocks, mean pooling, linear head.
struct RandomEncoder {
  int tokens = 6;
  int width = 16;
  int heads = 2;  ///< divides `width`
  int mlp = 24;   ///< hidden columns of the feed-forward part
  int layers = 1;
  int input_columns = 8;  ///< unsigned 8-bit inputs a token
  int classes = 5;        ///< columns of the output
  std::uint64_t seed = 1;
  graph::Numerics numerics = {};
};

/// Sizes of a small encoder, odd ones among them: 1 to 21 tokens, heads of 1 to 9 columns.
RandomEncoder draw_encoder(Random& random);

/// A valid model (`graph::validate` accepts it) with varied random weights (`graph::fill_random_weights`).
graph::Model random_model(const RandomEncoder& options);

}  // namespace octet::crosscheck
