// SPDX-License-Identifier: Apache-2.0
#include "models/graph/executor.hpp"

#include <algorithm>
#include <cmath>

#include "models/core/error.hpp"
#include "models/graph/validate.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"

namespace octet::graph {
namespace {

using Numbers = Matrix<std::int16_t>;      // inputs and outputs
using WideNumbers = Matrix<std::int32_t>;  // what an observer sees
using Reals = Matrix<double>;

/// Recomputes one node in real numbers from the integers the golden view left, in output steps, before rounding and
/// clamping. Nothing here is shared with the golden kernels but the meaning of the parameters.
class Naive {
 public:
  Naive(const Model& model, const std::vector<WideNumbers>& data) : model_(model), data_(data) {}

  /// Of operators that encoders do not have: tests/graph/pairs.hpp compares those.
  template <class Op>
  Reals operator()(const Op&) const {
    throw InternalError(std::string("no naive ") + Op::kName);
  }
  Reals operator()(const Linear& op) const {
    const WideNumbers& x = at(op.input);
    Reals out(x.rows(), op.weight.rows());
    for (std::size_t i = 0; i < x.rows(); ++i)
      for (std::size_t j = 0; j < op.weight.rows(); ++j) {
        double sum = op.bias[j];
        for (std::size_t k = 0; k < x.columns(); ++k) sum += static_cast<double>(x.at(i, k)) * op.weight.at(j, k);
        out.at(i, j) = sum * real_from_dyadic(op.scale[j]);
      }
    return out;
  }
  Reals operator()(const Constant& op) const {
    return {op.data.rows(), op.data.columns(), {op.data.data().begin(), op.data.data().end()}};
  }
  Reals operator()(const Add& op) const {
    Reals out(at(op.a).rows(), at(op.a).columns());
    for (std::size_t i = 0; i < out.data().size(); ++i)
      out.data()[i] =
          at(op.a).data()[i] * real_from_dyadic(op.scale_a) + at(op.b).data()[i] * real_from_dyadic(op.scale_b);
    return out;
  }
  Reals operator()(const LayerNorm& op) const {
    const WideNumbers& x = at(op.input);
    Reals out(x.rows(), x.columns());
    const double n = static_cast<double>(x.columns());
    for (std::size_t i = 0; i < x.rows(); ++i) {
      double mean = 0.0, variance = 0.0;
      for (const int v : x.row(i)) mean += v / n;
      for (const int v : x.row(i)) variance += (v - mean) * (v - mean) / n;
      for (std::size_t j = 0; j < x.columns(); ++j)
        out.at(i, j) =
            std::ldexp(std::ldexp((x.at(i, j) - mean) / std::sqrt(variance + static_cast<double>(op.epsilon) / (n * n)),
                                  golden::kNormalizedFractionBits) *
                               op.gamma[j] +
                           op.beta[j],
                       -op.shift);
    }
    return out;
  }
  Reals operator()(const Attention& op) const {
    const WideNumbers &query = at(op.query), &key = at(op.key), &value = at(op.value);
    const std::size_t width = query.columns() / static_cast<std::size_t>(op.heads);
    const double step = golden::score_step(op.score_align) * real_from_dyadic(op.score);
    Reals out(query.rows(), query.columns());
    for (std::size_t column = 0; column < query.columns(); ++column)
      for (std::size_t i = 0; i < query.rows(); ++i) {
        double sum = 0.0, weighted = 0.0;
        for (std::size_t j = 0; j < key.rows(); ++j) {
          double score = 0.0;
          for (std::size_t k = column / width * width; k < (column / width + 1) * width; ++k)
            score += static_cast<double>(query.at(i, k)) * key.at(j, k);
          const double e = std::exp(score * step);
          sum += e;
          weighted += e * value.at(j, column);
        }
        out.at(i, column) = weighted / sum * real_from_dyadic(op.context);
      }
    return out;
  }
  Reals operator()(const Gelu& op) const {
    const WideNumbers& x = at(op.input);
    const double input = golden::gelu_input_scale(op.one_bits),
                 output = model_.values[static_cast<std::size_t>(op.output)].scale;
    Reals out(x.rows(), x.columns());
    for (std::size_t i = 0; i < out.data().size(); ++i) {
      const double v = x.data()[i] * input;
      out.data()[i] = v * 0.5 * (1.0 + std::erf(v / std::sqrt(2.0))) / output;
    }
    return out;
  }
  Reals operator()(const Mean& op) const {
    const WideNumbers& x = at(op.input);
    Reals out(1, x.columns());
    for (std::size_t i = 0; i < x.rows(); ++i)
      for (std::size_t j = 0; j < x.columns(); ++j) out.at(0, j) += x.at(i, j) * real_from_dyadic(op.scale);
    return out;
  }
  Reals operator()(const Softmax& op) const {
    const WideNumbers& x = at(op.input);
    Reals out(x.rows(), x.columns());
    for (std::size_t i = 0; i < x.rows(); ++i) {
      double sum = 0.0;
      for (const int v : x.row(i)) sum += std::exp(v * golden::score_step(op.score_align));
      for (std::size_t j = 0; j < x.columns(); ++j)
        out.at(i, j) = 256.0 * std::exp(x.at(i, j) * golden::score_step(op.score_align)) / sum;
    }
    return out;
  }

 private:
  const WideNumbers& at(ValueId id) const { return data_[static_cast<std::size_t>(id)]; }
  const Model& model_;
  const std::vector<WideNumbers>& data_;
};

/// Steps of the output by which a node may differ from real arithmetic: half a step for one rounding, more where the
/// unit approximates a function (the bounds of its page, in steps of the 8-bit values of random models).
double tolerance(const Operator& op) {
  if (std::holds_alternative<Add>(op)) return 1.01;
  if (std::holds_alternative<LayerNorm>(op)) return 0.6;
  if (std::holds_alternative<Attention>(op)) return 3.0;
  if (std::holds_alternative<Gelu>(op)) return 1.5;
  if (std::holds_alternative<Softmax>(op)) return 2.0;
  return 0.51;
}

void compare_with_naive(const Model& model, const Numbers& input) {
  std::vector<WideNumbers> data(model.values.size());
  execute(model, input, [&](ValueId id, const WideNumbers& value) { data[static_cast<std::size_t>(id)] = value; });
  for (const Node& node : model.nodes) {
    const ValueId output = std::visit([](const auto& op) { return op.output; }, node.op);
    const Value& value = model.values[static_cast<std::size_t>(output)];
    const double top = std::ldexp(1.0, value.is_unsigned ? value.bits : value.bits - 1) - 1.0,
                 low = value.is_unsigned ? 0.0 : -top - 1.0;
    const Reals expected = std::visit(Naive(model, data), node.op);
    const WideNumbers& got = data[static_cast<std::size_t>(output)];
    REQUIRE(got.data().size() == expected.data().size());
    double worst = 0.0;
    for (std::size_t i = 0; i < got.data().size(); ++i)
      worst = std::max(worst, std::abs(got.data()[i] - std::clamp(expected.data()[i], low, top)));
    INFO(node.name);
    CHECK(worst <= tolerance(node.op));
  }
}

TEST_CASE("the golden executor agrees with a naive evaluation in real numbers at every node", "[executor][golden]") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const Model model =
        test::random_model({.tokens = 9, .width = 32, .heads = 4, .mlp = 48, .layers = 2, .seed = seed});
    compare_with_naive(model, test::random_input(model, seed + 100));
  }
}

TEST_CASE("every supported width of every numeric choice executes", "[executor][golden]") {
  for (const int bits : {8, 9, 13, 16})
    for (const int multiplier : {8, 16, 31}) {
      const Numerics numerics{
          .residual_bits = bits, .multiplier_bits = multiplier, .gelu_input_bits = bits, .score_bits = bits};
      const Model model = test::random_model({.seed = 5, .numerics = numerics});
      REQUIRE(find_faults(model).empty());
      CHECK(execute(model, test::random_input(model, 1)).columns() == 5);
    }
}

TEST_CASE("a residual stream of 17 to 22 bits agrees with the naive evaluation at every node, and uses its bits",
          "[executor][golden]") {
  for (const int bits : {17, 19, 22})
    for (const int multiplier : {16, 31}) {
      const Model model = test::random_model({.tokens = 9,
                                              .width = 32,
                                              .heads = 4,
                                              .mlp = 48,
                                              .layers = 2,
                                              .seed = static_cast<std::uint64_t>(bits),
                                              .numerics = {.residual_bits = bits, .multiplier_bits = multiplier}});
      REQUIRE(find_faults(model).empty());
      const Numbers input = test::random_input(model, 7);
      compare_with_naive(model, input);
      Numbers logits;
      int largest = 0;
      const Numbers output = execute(model, input, [&](ValueId id, const WideNumbers& x) {
        const Value& value = model.values[static_cast<std::size_t>(id)];
        if (id == model.output) logits = {x.rows(), x.columns(), {x.data().begin(), x.data().end()}};
        if (value.bits != bits) return;
        INFO(value.name);
        const auto [low, high] = std::minmax_element(x.data().begin(), x.data().end());
        largest = std::max({largest, -*low, *high});
        CHECK((*low >= -(1 << (bits - 1)) && *high < 1 << (bits - 1)));
      });
      CHECK(largest > 1 << (bits - 2));  // no narrower width holds it
      CHECK(output == logits);
    }
}

TEST_CASE("a model whose values fit 16 bits gives the same bits with a wide residual stream's elements",
          "[executor][golden]") {
  // Nothing saturates at 16 bits here, so that the width changes no bit: the two executors must agree everywhere.
  const auto trace = [](const Model& model) {
    std::vector<WideNumbers> data;
    execute(model, test::random_input(model, 2), [&](ValueId, const WideNumbers& x) { data.push_back(x); });
    return data;
  };
  Model model = test::random_model({.layers = 2, .seed = 11, .numerics = {.residual_bits = 16}});
  for (Node& node : model.nodes)  // smaller residual values, far from saturation
    if (auto* add = std::get_if<Add>(&node.op)) ++add->scale_a.shift, ++add->scale_b.shift;
  Model wide = model;
  wide.numerics.residual_bits = 22;
  for (const Node& node : wide.nodes)
    if (const auto* add = std::get_if<Add>(&node.op)) wide.values[static_cast<std::size_t>(add->output)].bits = 22;
  REQUIRE((find_faults(model).empty() && find_faults(wide).empty()));
  CHECK(trace(wide) == trace(model));
}

TEST_CASE("values of random models neither vanish nor saturate everywhere", "[executor][random_model]") {
  for (const std::uint64_t seed : {1U, 2U}) {
    const Model model =
        test::random_model({.tokens = 12, .width = 48, .heads = 3, .mlp = 64, .layers = 4, .seed = seed});
    execute(model, test::random_input(model, seed), [&](ValueId id, const WideNumbers& x) {
      const Value& value = model.values[static_cast<std::size_t>(id)];
      const int top = (1 << (value.is_unsigned ? value.bits : value.bits - 1)) - 1;
      std::size_t clamped = 0;
      double square = 0.0;
      for (const int v : x.data()) clamped += v >= top || v <= -top - 1, square += static_cast<double>(v) * v;
      INFO(value.name);
      CHECK(static_cast<double>(clamped) < 2.0 + 0.1 * static_cast<double>(x.data().size()));
      CHECK(std::sqrt(square / static_cast<double>(x.data().size())) > 0.02 * top);
    });
  }
}

TEST_CASE("a random model depends on its seed and on nothing else", "[random_model]") {
  const Model one = test::random_model({.seed = 7}), two = test::random_model({.seed = 7}),
              other = test::random_model({.seed = 8});
  const auto weight = [](const Model& model) { return std::get<Linear>(model.nodes[0].op).weight; };
  CHECK(weight(one) == weight(two));
  CHECK(!(weight(one) == weight(other)));
}

TEST_CASE("the observer sees every value once, the input first", "[executor]") {
  const Model model = test::random_model({});
  std::vector<int> seen(model.values.size());
  ValueId first = -1;
  execute(model, test::random_input(model, 1), [&](ValueId id, const WideNumbers&) {
    if (first < 0) first = id;
    ++seen[static_cast<std::size_t>(id)];
  });
  CHECK(first == model.input);
  CHECK(seen == std::vector<int>(model.values.size(), 1));
}

TEST_CASE("plain softmax over columns executes", "[executor][golden]") {
  Model model;
  model.name = "softmax";
  model.values = {{"scores", 4, 7, 12, false, golden::score_step(4)}, {"p", 4, 7, 8, true, 1.0 / 256}};
  model.nodes = {{"p", Softmax{0, 1}}};
  model.output = 1;
  REQUIRE(find_faults(model).empty());
  Numbers input(4, 7);
  test::Random random(3);
  for (std::int16_t& x : input.data()) x = static_cast<std::int16_t>(random.between(-200, 200));
  compare_with_naive(model, input);
  auto& softmax = std::get<Softmax>(model.nodes[0].op);
  for (std::int16_t& x : input.data()) x = static_cast<std::int16_t>(x / 8);
  softmax.score_align = 7;  // the same scores in steps eight times as large
  compare_with_naive(model, input);
  softmax.score_align = 13;
  REQUIRE(find_faults(model).size() == 1);
  CHECK(find_faults(model)[0].message == "score_align: expected 0 to 12, got 13");
}

TEST_CASE("an input of the wrong shape or range is a broken invariant", "[executor]") {
  const Model model = test::random_model({});
  CHECK_THROWS_AS(execute(model, Numbers(6, 9)), InternalError);
  CHECK_THROWS_AS(execute(model, Numbers(6, 8, std::int16_t{256})), InternalError);
  CHECK_THROWS_AS(execute(model, Numbers(6, 8, std::int16_t{-1})), InternalError);
}

}  // namespace
}  // namespace octet::graph
