// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/random_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/blocks/encoder.hpp"
#include "models/operators/filling.hpp"
#include "models/units/activation.hpp"
#include "models/units/softmax.hpp"

namespace octet::crosscheck {
namespace {

constexpr double kWeightDeviation = 73.3;  // of uniform integers in [-127, 127]
constexpr double kInputRms = 147.2;        // of uniform integers in [0, 255], mean included

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

/// Draws the fields of the nodes in their order, and the scales of what they write. `rms` of a value is what its
/// integers measure beside a weight.
class Filler {
 public:
  Filler(graph::Model& model, std::uint64_t seed)
      : model_(model), seed_(seed), random_(seed), filling_(graph::Values(model.values), model.numerics, seed) {}

  void fill() {
    filling_.rms(model_.input) = kInputRms;
    for (graph::Node& node : model_.nodes) {
      index_ = static_cast<std::size_t>(&node - model_.nodes.data());
      std::visit([&](auto& op) { fill(op); }, node.op);
    }
    model_.has_weights = true;
  }

 private:
  graph::Value& at(graph::ValueId id) { return model_.values[static_cast<std::size_t>(id)]; }
  /// Standard deviation aimed at: a quarter of the range.
  double target(graph::ValueId id) const { return filling_.target_of(id); }
  DyadicScale dyadic(double factor) const { return filling_.dyadic(factor); }
  std::int32_t integer(std::int64_t bound) { return static_cast<std::int32_t>(random_.between(-bound, bound)); }
  void wrote(graph::ValueId id, double scale, double rms) {
    at(id).scale = scale;
    filling_.rms(id) = rms;
  }

  void fill(graph::Linear& op) {
    const auto depth = static_cast<std::size_t>(at(op.input).columns),
               columns = static_cast<std::size_t>(at(op.output).columns);
    const double accumulator = filling_.rms(op.input) * kWeightDeviation * std::sqrt(static_cast<double>(depth));
    op.weight = Matrix<std::int8_t>(columns, depth);
    for (std::int8_t& w : op.weight.data()) w = static_cast<std::int8_t>(integer(127));
    for (std::size_t column = 0; column < columns; ++column) {
      op.bias.push_back(integer(static_cast<std::int64_t>(accumulator / 2)));
      op.scale.push_back(
          dyadic(target(op.output) / accumulator * static_cast<double>(random_.between(50, 150)) / 100.0));
    }
    wrote(op.output, target(op.output) / (accumulator * 1e4), target(op.output));
  }

  void fill(graph::Constant& op) {
    const graph::Value& out = at(op.output);
    op.data = Matrix<std::int32_t>(static_cast<std::size_t>(out.rows), static_cast<std::size_t>(out.columns));
    for (std::int32_t& x : op.data.data()) x = integer(static_cast<std::int64_t>(target(op.output)));
    wrote(op.output, 1.0 / target(op.output), target(op.output));
  }

  void fill(graph::Add& op) {
    op.scale_a = dyadic(0.55 + 0.4 * static_cast<double>(random_.between(0, 100)) / 100.0);
    op.scale_b = dyadic(0.35 + 0.4 * static_cast<double>(random_.between(0, 100)) / 100.0);
    wrote(op.output, at(op.a).scale, target(op.output));
  }

  void fill(graph::LayerNorm& op) {
    // About a quarter of n^2 times the variance of a value of its width, or none.
    if (random_.between(0, 3) != 0)
      op.epsilon = static_cast<std::uint64_t>(random_.between(1, std::int64_t{1} << (2 * at(op.input).bits + 2)));
    op.shift = 20;  // x_hat has 12 fraction bits: gamma of 2^13 gives a deviation of 32
    for (int column = 0; column < at(op.input).columns; ++column) {
      op.gamma.push_back(
          static_cast<std::int32_t>(random_.between(4000, 12000) * (random_.between(0, 9) == 0 ? -1 : 1)));
      op.beta.push_back(integer(std::int64_t{16} << op.shift));
    }
    wrote(op.output, 1.0 / 32, 36.0);
  }

  void fill(graph::Attention& op) {
    const double head_width = static_cast<double>(at(op.query).columns) / op.heads, byte = graph::Filling::target(8);
    // Real scores of deviation 1.5, neither flat nor one-hot, in half to four times the range of the width's default.
    const int more = static_cast<int>((seed_ + index_) % 4) - 1;
    op.score_align = std::max(0, golden::default_score_align(model_.numerics.score_bits) + more);
    op.score = dyadic(1.5 / golden::score_step(op.score_align) / (byte * byte * std::sqrt(head_width)));
    op.context = dyadic(1.7);
    wrote(op.output, at(op.value).scale / 1.7, 36.0);
  }

  /// Its input has real deviation 1, one step as wide as `gelu_input_bits` allow for +-4.
  void fill(graph::Gelu& op) {
    at(op.input).scale = golden::gelu_input_scale(op.one_bits);
    op.scale =
        golden::gelu_parameters(at(op.input).bits, op.one_bits, 3.0 / 127, model_.numerics.multiplier_bits).output;
    wrote(op.output, 3.0 / 127, 30.0);
  }

  void fill(graph::Mean& op) {
    op.scale = dyadic(1.5 / at(op.input).rows);
    wrote(op.output, at(op.input).scale / 1.5, 20.0);
  }

  /// As `--random-weights` draws them.
  void fill(auto& op) { op.fill(filling_); }

  graph::Model& model_;
  std::uint64_t seed_;
  Random random_;
  graph::Filling filling_;
  std::size_t index_ = 0;  ///< of the node
};

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
  Filler(model, options.seed).fill();
  model.provenance["seed"] = std::to_string(options.seed);
  return model;
}

Matrix<std::int16_t> random_input(const graph::Model& model, std::uint64_t seed) {
  const graph::Value& value = model.values[static_cast<std::size_t>(model.input)];
  Random random(seed);
  Matrix<std::int16_t> input(static_cast<std::size_t>(value.rows), static_cast<std::size_t>(value.columns));
  const std::int64_t low = value.is_unsigned ? 0 : -(std::int64_t{1} << (value.bits - 1));
  for (std::int16_t& x : input.data())
    x = static_cast<std::int16_t>(random.between(low, low + (std::int64_t{1} << value.bits) - 1));
  return input;
}

}  // namespace octet::crosscheck
