// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/random_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/units/activation.hpp"
#include "models/units/softmax.hpp"

namespace octet::crosscheck {
namespace {

constexpr double kWeightDeviation = 73.3;  // of uniform integers in [-127, 127]
constexpr double kInputRms = 147.2;        // of uniform integers in [0, 255], mean included

/// Standard deviation aimed at: a quarter of the range of `bits` bits.
double target(int bits) { return std::ldexp(1.0, bits - 3); }

class Builder {
 public:
  explicit Builder(const RandomEncoder& options) : options_(options), random_(options.seed) {
    model_.name = "random-" + std::to_string(options.seed);
    model_.numerics = options.numerics;
    model_.provenance["seed"] = std::to_string(options.seed);
  }

  graph::Model build() {
    const RandomEncoder& o = options_;
    model_.input = value("input", o.tokens, o.input_columns, 8, 1.0);
    model_.values.back().is_unsigned = true;
    const graph::ValueId embedded = linear("embed", model_.input, o.width, o.numerics.residual_bits, kInputRms);
    graph::ValueId x = add("residual0", embedded, position());
    for (int layer = 0; layer < o.layers; ++layer) x = block("blocks." + std::to_string(layer) + ".", x);
    const graph::ValueId normalized = layernorm("norm", x);
    model_.output = linear("head", mean("pool", normalized), o.classes, 16, 20.0);
    return std::move(model_);
  }

 private:
  graph::ValueId value(const std::string& name, int rows, int columns, int bits, double scale) {
    model_.values.push_back({name, rows, columns, bits, false, scale});
    return static_cast<graph::ValueId>(model_.values.size()) - 1;
  }
  const graph::Value& at(graph::ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  DyadicScale dyadic(double factor) const { return dyadic_from_real(factor, options_.numerics.multiplier_bits); }
  std::int32_t integer(std::int64_t bound) { return static_cast<std::int32_t>(random_.between(-bound, bound)); }

  /// `input_rms` is what the input's integers measure; the output has the target deviation of its width.
  graph::ValueId linear(const std::string& name, graph::ValueId input, int columns, int bits, double input_rms) {
    const int k = at(input).columns;
    const double accumulator = input_rms * kWeightDeviation * std::sqrt(static_cast<double>(k));
    graph::Linear op{};
    op.input = input;
    op.weight = Matrix<std::int8_t>(static_cast<std::size_t>(columns), static_cast<std::size_t>(k));
    for (std::int8_t& w : op.weight.data()) w = static_cast<std::int8_t>(integer(127));
    for (int column = 0; column < columns; ++column) {
      op.bias.push_back(integer(static_cast<std::int64_t>(accumulator / 2)));
      op.scale.push_back(dyadic(target(bits) / accumulator * static_cast<double>(random_.between(50, 150)) / 100.0));
    }
    op.output = value(name, at(input).rows, columns, bits, target(bits) / (accumulator * 1e4));
    model_.nodes.push_back({name, op});
    return op.output;
  }

  graph::ValueId position() {
    const int bits = options_.numerics.residual_bits;
    const auto bound = static_cast<std::int64_t>(target(bits));
    graph::Constant op{};
    op.data = Matrix<std::int32_t>(static_cast<std::size_t>(options_.tokens), static_cast<std::size_t>(options_.width));
    for (std::int32_t& x : op.data.data()) x = integer(bound);
    op.output = value("position", options_.tokens, options_.width, bits, 1.0 / target(bits));
    model_.nodes.push_back({"position", op});
    return op.output;
  }

  graph::ValueId add(const std::string& name, graph::ValueId a, graph::ValueId b) {
    graph::Add op{};
    op.a = a;
    op.b = b;
    op.scale_a = dyadic(0.55 + 0.4 * static_cast<double>(random_.between(0, 100)) / 100.0);
    op.scale_b = dyadic(0.35 + 0.4 * static_cast<double>(random_.between(0, 100)) / 100.0);
    op.output = value(name, at(a).rows, at(a).columns, options_.numerics.residual_bits, at(a).scale);
    model_.nodes.push_back({name, op});
    return op.output;
  }

  graph::ValueId layernorm(const std::string& name, graph::ValueId input) {
    graph::LayerNorm op{};
    op.input = input;
    // About a quarter of n^2 times the variance of a value of its width, or none.
    if (random_.between(0, 3) != 0)
      op.epsilon = static_cast<std::uint64_t>(random_.between(1, std::int64_t{1} << (2 * at(input).bits + 2)));
    op.shift = 20;  // x_hat has 12 fraction bits: gamma of 2^13 gives a deviation of 32
    for (int column = 0; column < at(input).columns; ++column) {
      op.gamma.push_back(
          static_cast<std::int32_t>(random_.between(4000, 12000) * (random_.between(0, 9) == 0 ? -1 : 1)));
      op.beta.push_back(integer(std::int64_t{16} << op.shift));
    }
    op.output = value(name, at(input).rows, at(input).columns, 8, 1.0 / 32);
    model_.nodes.push_back({name, op});
    return op.output;
  }

  graph::ValueId attention(const std::string& name, graph::ValueId query, graph::ValueId key, graph::ValueId context) {
    const double head_width = static_cast<double>(options_.width) / options_.heads;
    graph::Attention op{};
    op.query = query;
    op.key = key;
    op.value = context;
    op.heads = options_.heads;
    // Real scores of deviation 1.5, neither flat nor one-hot, in half to four times the range of the width's default.
    const int more = static_cast<int>((options_.seed + model_.nodes.size()) % 4) - 1;
    op.score_align = std::max(0, golden::default_score_align(options_.numerics.score_bits) + more);
    op.score = dyadic(1.5 / golden::score_step(op.score_align) / (target(8) * target(8) * std::sqrt(head_width)));
    op.context = dyadic(1.7);
    op.output = value(name, at(query).rows, at(query).columns, 8, at(context).scale / 1.7);
    model_.nodes.push_back({name, op});
    return op.output;
  }

  /// Returns the gelu's output; its input has real deviation 1, one step as wide as `gelu_input_bits` allow for +-4.
  graph::ValueId expand_and_gelu(const std::string& prefix, graph::ValueId input) {
    const int bits = options_.numerics.gelu_input_bits;
    const graph::ValueId wide = linear(prefix + "expand", input, options_.mlp, bits, 36.0);
    graph::Gelu op{};
    op.input = wide;
    op.one_bits = golden::gelu_one_bits(4.0, bits);
    model_.values.back().scale = golden::gelu_input_scale(op.one_bits);
    op.scale = golden::gelu_parameters(bits, op.one_bits, 3.0 / 127, options_.numerics.multiplier_bits).output;
    op.output = value(prefix + "gelu", at(wide).rows, at(wide).columns, 8, 3.0 / 127);
    model_.nodes.push_back({prefix + "gelu", op});
    return op.output;
  }

  graph::ValueId block(const std::string& prefix, graph::ValueId x) {
    const int width = options_.width, residual = options_.numerics.residual_bits;
    const graph::ValueId first = layernorm(prefix + "norm1", x);
    const graph::ValueId query = linear(prefix + "attention.query", first, width, 8, 36.0);
    const graph::ValueId key = linear(prefix + "attention.key", first, width, 8, 36.0);
    const graph::ValueId values = linear(prefix + "attention.value", first, width, 8, 36.0);
    const graph::ValueId context = attention(prefix + "attention", query, key, values);
    const graph::ValueId mixed =
        add(prefix + "residual1", x, linear(prefix + "attention.output", context, width, residual, 36.0));
    const graph::ValueId active = expand_and_gelu(prefix, layernorm(prefix + "norm2", mixed));
    return add(prefix + "residual2", mixed, linear(prefix + "contract", active, width, residual, 30.0));
  }

  graph::ValueId mean(const std::string& name, graph::ValueId input) {
    graph::Mean op{};
    op.input = input;
    op.scale = dyadic(1.5 / at(input).rows);
    op.output = value(name, 1, at(input).columns, 8, at(input).scale / 1.5);
    model_.nodes.push_back({name, op});
    return op.output;
  }

  RandomEncoder options_;
  Random random_;
  graph::Model model_;
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

graph::Model random_model(const RandomEncoder& options) { return Builder(options).build(); }

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
