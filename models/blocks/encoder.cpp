// SPDX-License-Identifier: Apache-2.0
#include "models/blocks/encoder.hpp"

#include "models/units/activation.hpp"
#include "models/units/softmax.hpp"

namespace octet::blocks {
namespace {

constexpr double kLargestGeluInput = 4.0;  // as compression chooses it for inputs of deviation 1

}  // namespace

ValueId attention(Builder& builder, ValueId x, int heads) {
  const int width = builder.at(x).columns;
  graph::Attention op{};
  op.query = builder.linear("attention.query", x, width, 8);
  op.key = builder.linear("attention.key", x, width, 8);
  op.value = builder.linear("attention.value", x, width, 8);
  op.heads = heads;
  op.score_align = golden::default_score_align(builder.numerics().score_bits);
  return builder.linear("attention.output", builder.node("attention", op), width, builder.numerics().residual_bits);
}

ValueId feed_forward(Builder& builder, ValueId x, int hidden) {
  const int width = builder.at(x).columns, bits = builder.numerics().gelu_input_bits;
  graph::Gelu op{};
  op.input = builder.linear("expand", x, hidden, bits);
  op.one_bits = golden::gelu_one_bits(kLargestGeluInput, bits);
  return builder.linear("contract", builder.node("gelu", op), width, builder.numerics().residual_bits);
}

ValueId encoder_layer(Builder& builder, ValueId x, const EncoderLayer& layer) {
  if (layer.post_norm) {
    x = builder.layernorm("norm1", builder.add("residual1", x, attention(builder, x, layer.heads)));
    return builder.layernorm("norm2", builder.add("residual2", x, feed_forward(builder, x, layer.hidden)));
  }
  x = builder.add("residual1", x, attention(builder, builder.layernorm("norm1", x), layer.heads));
  return builder.add("residual2", x, feed_forward(builder, builder.layernorm("norm2", x), layer.hidden));
}

}  // namespace octet::blocks
