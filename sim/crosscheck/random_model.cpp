// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/random_model.hpp"

#include <string>

#include "models/blocks/encoder.hpp"
#include "models/graph/random_weights.hpp"

namespace octet::crosscheck {
namespace {

graph::Model build(const RandomEncoder& o) {
  blocks::Builder builder("random-" + std::to_string(o.seed), o.numerics);
  const graph::ValueId input = builder.input("input", {o.tokens, o.input_columns}, 8, /*is_unsigned=*/true);
  const int residual = o.numerics.residual_bits;
  const graph::ValueId embedded = builder.linear("embed", input, o.width, residual);
  graph::ValueId x = builder.add("residual0", embedded, builder.constant("position", {o.tokens, o.width}, residual));
  for (int layer = 0; layer < o.layers; ++layer) {
    builder.set_prefix("blocks." + std::to_string(layer) + ".");
    x = blocks::encoder_layer(builder, x, {o.heads, o.mlp});
  }
  builder.set_prefix("");
  const graph::ValueId pooled = builder.mean("pool", builder.layernorm("norm", x));
  return builder.finish(builder.linear("head", pooled, o.classes, 16));
}

}  // namespace

RandomEncoder draw_encoder(Random& random) {
  const auto pick = [&](std::int64_t low, std::int64_t high) { return static_cast<int>(random.between(low, high)); };
  RandomEncoder encoder;
  encoder.heads = pick(1, 3);
  encoder.width = encoder.heads * pick(1, 9);
  encoder.tokens = pick(1, 21);
  encoder.mlp = pick(1, 30);
  encoder.input_columns = pick(1, 12);
  encoder.classes = pick(1, 9);
  encoder.seed = random.next();
  return encoder;
}

graph::Model random_model(const RandomEncoder& options) {
  graph::Model model = build(options);
  graph::fill_random_weights(model, options.seed, /*varied=*/true);
  model.provenance["seed"] = std::to_string(options.seed);
  return model;
}

}  // namespace octet::crosscheck
