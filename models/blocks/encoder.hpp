// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/blocks/builder.hpp"

namespace octet::blocks {

/// Attention with its projections, `attention.query`, `.key`, `.value` and `.output`: the width of `x` again, in
/// residual_bits.
ValueId attention(Builder& builder, ValueId x, int heads);

/// Two linear layers with a GELU between, `expand`, `gelu` and `contract`: likewise.
ValueId feed_forward(Builder& builder, ValueId x, int hidden);

/// One layer of an encoder: attention and feed-forward part, each with a residual addition, `residual1` and
/// `residual2`. `norm1` and `norm2` normalize after the additions, or what enters the parts.
struct EncoderLayer {
  int heads = 1, hidden = 1;
  bool post_norm = false;
};
ValueId encoder_layer(Builder& builder, ValueId x, const EncoderLayer& layer);

}  // namespace octet::blocks
