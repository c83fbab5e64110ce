// SPDX-License-Identifier: Apache-2.0
#include "models/graph/random_weights.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "models/core/error.hpp"
#include "models/core/splitmix.hpp"
#include "models/units/activation.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {
namespace {

constexpr double kWeightDeviation = 73.3;  // of uniform integers in [-127, 127]
constexpr double kScoreDeviation = 1.5;    // of real attention scores: neither flat nor one-hot
// A mean of values is smaller than they are where they differ from key to key, and as large where they share a part.
constexpr double kContextGain = 1.5;
constexpr double kGeluRms = 0.65;  // of GELU(x) where x has deviation 1
constexpr double kGeluTop = 3.0;   // real value of the largest GELU output
constexpr int kNormShift = 20;     // gamma = 2^13 and x_hat with 12 fraction bits give a deviation of 2^5

/// Standard deviation aimed at: a quarter of the range.
double target(int bits) { return std::ldexp(1.0, bits - 3); }

/// Fills the nodes in execution order and keeps the root mean square of every value's integers.
class Filler {
 public:
  Filler(Model& model, std::uint64_t seed) : model_(model), random_(seed), rms_(model.values.size(), 0.0) {}

  void fill() {
    const Value& input = value(model_.input);
    // Inputs are uniform over their range (sim::Inputs::random).
    rms(model_.input) = std::ldexp(1.0, input.bits) / std::sqrt(input.is_unsigned ? 3.0 : 12.0);
    for (Node& node : model_.nodes) std::visit([&](auto& op) { fill(op); }, node.op);
    model_.has_weights = true;
  }

 private:
  const Value& value(ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  double& rms(ValueId id) { return rms_[static_cast<std::size_t>(id)]; }
  DyadicScale dyadic(double factor) const { return dyadic_from_real(factor, model_.numerics.multiplier_bits); }
  std::int32_t symmetric(std::int64_t bound) { return static_cast<std::int32_t>(random_.between(-bound, bound)); }
  /// `factor` times a random number around 1, at most `spread` percent away.
  double near(double factor, int spread) {
    return factor * static_cast<double>(random_.between(100 - spread, 100 + spread)) / 100.0;
  }

  /// In [-127, 127], eight from one random number: large networks have many.
  void fill_weights(std::vector<std::int8_t>& weights) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      bytes = i % 8 == 0 ? random_.next() : bytes >> 8;
      const auto byte = std::bit_cast<std::int8_t>(static_cast<std::uint8_t>(bytes));
      weights[i] = std::max<std::int8_t>(byte, -127);
    }
  }

  void fill(Linear& op) {
    const auto depth = static_cast<std::size_t>(value(op.input).columns);
    const auto columns = static_cast<std::size_t>(value(op.output).columns);
    const double accumulator = rms(op.input) * kWeightDeviation * std::sqrt(static_cast<double>(depth));
    op.weight = Matrix<std::int8_t>(columns, depth);
    fill_weights(op.weight.data());
    rms(op.output) = target(value(op.output).bits);
    for (std::size_t column = 0; column < columns; ++column) {
      op.bias.push_back(symmetric(static_cast<std::int64_t>(accumulator / 2)));
      op.scale.push_back(dyadic(near(rms(op.output) / accumulator, 50)));
    }
  }

  void fill(Constant& op) {
    const Value& out = value(op.output);
    rms(op.output) = target(out.bits);
    op.data = Matrix<std::int32_t>(static_cast<std::size_t>(out.rows), static_cast<std::size_t>(out.columns));
    for (std::int32_t& x : op.data.data()) x = symmetric(std::int64_t{1} << (out.bits - 2));
  }

  void fill(Add& op) {
    rms(op.output) = target(value(op.output).bits);
    // Two independent operands of equal weight.
    const double share = rms(op.output) * std::sqrt(0.5);
    op.scale_a = dyadic(near(share / rms(op.a), 10));
    op.scale_b = dyadic(near(share / rms(op.b), 10));
  }

  void fill(LayerNorm& op) {
    rms(op.output) = target(8);
    op.shift = kNormShift;
    for (int column = 0; column < value(op.input).columns; ++column) {
      op.gamma.push_back(static_cast<std::int32_t>(random_.between(4000, 12000)));
      op.beta.push_back(symmetric(std::int64_t{16} << op.shift));
    }
  }

  void fill(Attention& op) {
    const double head_width = static_cast<double>(value(op.query).columns) / op.heads;
    op.score_align = golden::default_score_align(model_.numerics.score_bits);
    op.score = dyadic(kScoreDeviation / golden::score_step(op.score_align) /
                      (rms(op.query) * rms(op.key) * std::sqrt(head_width)));
    rms(op.output) = target(8);
    op.context = dyadic(near(kContextGain * rms(op.output) / rms(op.value), 10));
  }

  void fill(Gelu& op) {
    // golden::gelu_input_scale by operations that IEEE 754 rounds exactly: the same on every host.
    const double input_step = std::sqrt(std::ldexp(2.0 / 0.2888, -op.one_bits));
    const double output_step = kGeluTop / 127.0;
    op.scale = dyadic(std::ldexp(input_step, -(std::min(op.one_bits, golden::kGateBits) + 1)) / output_step);
    rms(op.output) = kGeluRms * rms(op.input) * input_step / output_step;
  }

  void fill(Mean& op) {
    const double rows = value(op.input).rows;
    rms(op.output) = target(value(op.output).bits);
    op.scale = dyadic(rms(op.output) / rms(op.input) / std::sqrt(rows));
  }

  void fill(Softmax& op) { rms(op.output) = target(8); }

  Model& model_;
  SplitMix random_;
  std::vector<double> rms_;
};

}  // namespace

void fill_random_weights(Model& model, std::uint64_t seed) {
  OCTET_CHECK(!model.has_weights, "random weights are for networks without");
  Filler(model, seed).fill();
}

}  // namespace octet::graph
