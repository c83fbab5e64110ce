// SPDX-License-Identifier: Apache-2.0
#include "models/graph/random_weights.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "models/blocks/shapes.hpp"
#include "models/core/error.hpp"
#include "models/core/splitmix.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/validate.hpp"
#include "models/units/softmax.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"

using namespace octet;
using namespace octet::graph;

namespace {

Model shapes(const std::string& encoder) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "net.yaml") << "octet_shapes: 1\nname: net\nreference: a paper\nleft_out: []\nencoder: {"
                                     << encoder << "}\n";
  return blocks::read_shapes(folder / "net.yaml").model;
}

/// FNV-1a over everything a seed decides.
class Digest {
 public:
  void add(std::int64_t number) {
    for (int byte = 0; byte < 8; ++byte) hash_ = (hash_ ^ ((number >> (8 * byte)) & 0xFF)) * 0x100000001B3U;
  }
  void add(DyadicScale scale) { add(scale.multiplier), add(scale.shift); }
  template <class T>
  void add(const std::vector<T>& items) {
    for (const T& item : items) add(item);
  }
  /// Of operators that encoders do not have.
  template <class Op>
  requires requires { Op::kCalled; }
  void add(const Op&) { throw InternalError(std::string("no digest of ") + Op::kName); }
  void add(const Linear& op) { add(op.weight.data()), add(op.bias), add(op.scale); }
  void add(const Constant& op) { add(op.data.data()); }
  void add(const Add& op) { add(op.scale_a), add(op.scale_b); }
  void add(const LayerNorm& op) { add(op.gamma), add(op.beta), add(op.shift); }
  void add(const Attention& op) { add(op.score), add(op.context); }
  void add(const Gelu& op) { add(op.scale); }
  void add(const Mean& op) { add(op.scale); }
  void add(const Softmax&) {}
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

std::uint64_t digest(const Model& model) {
  Digest digest;
  for (const Node& node : model.nodes) std::visit([&](const auto& op) { digest.add(op); }, node.op);
  return digest.value();
}

/// How the elements of one value are spread.
struct Spread {
  double saturated = 0.0;  ///< share of elements at either end of the range
  double deviation = 0.0;  ///< over 2^(bits - 3)
};

Spread spread(const Matrix<std::int32_t>& data, int bits) {
  const int top = (1 << (bits - 1)) - 1;
  double ends = 0.0, sum = 0.0, squares = 0.0;
  for (const int x : data.data()) {
    ends += x >= top || x <= -top ? 1.0 : 0.0;
    sum += x;
    squares += static_cast<double>(x) * x;
  }
  const auto n = static_cast<double>(data.data().size());
  return {ends / n, std::sqrt(squares / n - sum / n * (sum / n)) / std::ldexp(1.0, bits - 3)};
}

}  // namespace

TEST_CASE("random weights keep every value of a deep network away from zero and from saturation", "[random_weights]") {
  const std::string encoder =
      GENERATE(as<std::string>(), "layers: 6, width: 64, heads: 4, ffn_width: 256, tokens: 48, norm: post",
               "layers: 6, width: 64, heads: 4, ffn_width: 256, tokens: 48, norm: pre",
               "layers: 2, width: 8, heads: 1, ffn_width: 8, tokens: 1, norm: post",
               "layers: 2, width: 32, heads: 2, ffn_width: 64, tokens: 500, norm: pre");
  INFO(encoder);
  Model model = shapes(encoder);
  fill_random_weights(model, 5);
  CHECK(model.has_weights);
  validate(model, "random");
  std::size_t seen = 0;
  const bool is_tiny = model.values.front().columns == 8;  // too few elements for a share
  execute(model, test::random_input(model, 8), [&](ValueId id, const Matrix<std::int32_t>& data) {
    ++seen;
    const Value& value = model.values[static_cast<std::size_t>(id)];
    if (id == model.input) return;  // uniform, with both ends
    const Spread it = spread(data, value.bits);
    INFO(value.name << ": saturated " << it.saturated << ", deviation " << it.deviation);
    CHECK(it.saturated < (is_tiny ? 0.5 : 0.15));
    CHECK(it.deviation > 0.2);
    if (!is_tiny) CHECK(it.deviation < 2.5);
  });
  CHECK(seen == model.values.size());
}

TEST_CASE("random weights are decided by their seed alone, on every host", "[random_weights]") {
  const char* const encoder = "layers: 2, width: 32, heads: 2, ffn_width: 64, tokens: 20, norm: pre";
  const auto of = [&](std::uint64_t seed) {
    Model model = shapes(encoder);
    fill_random_weights(model, seed);
    return digest(model);
  };
  CHECK(of(1) == of(1));
  CHECK(of(1) != of(2));
  CHECK(of(1) == 0x50982B4A4A6F86A7);  // written down once: every host, compiler and optimization gives it
}

TEST_CASE("varied weights have what networks seldom have, others do not", "[random_weights]") {
  struct Seen {
    int epsilons = 0, negative_gains = 0, ranges = 0;
  };
  const auto seen = [](bool varied) {
    Seen out;
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
      Model model = shapes("layers: 2, width: 32, heads: 2, ffn_width: 64, tokens: 20, norm: pre");
      fill_random_weights(model, seed, varied);
      validate(model, "random");
      for (const Node& node : model.nodes) {
        if (const auto* norm = std::get_if<LayerNorm>(&node.op)) {
          out.epsilons += norm->epsilon != 0 ? 1 : 0;
          for (const std::int32_t gain : norm->gamma) out.negative_gains += gain < 0 ? 1 : 0;
        }
        if (const auto* attention = std::get_if<Attention>(&node.op))
          out.ranges += attention->score_align != golden::default_score_align(model.numerics.score_bits) ? 1 : 0;
      }
    }
    return out;
  };
  const Seen varied = seen(true), usual = seen(false);
  CHECK((varied.epsilons > 0 && varied.negative_gains > 0 && varied.ranges > 0));
  CHECK((usual.epsilons == 0 && usual.negative_gains == 0 && usual.ranges == 0));
}

TEST_CASE("random weights fit a network with every kind of node", "[random_weights]") {
  Model model = test::random_model({.layers = 2, .seed = 3});
  for (Node& node : model.nodes) {
    if (auto* linear = std::get_if<Linear>(&node.op)) linear->weight = {}, linear->bias = {}, linear->scale = {};
    if (auto* constant = std::get_if<Constant>(&node.op)) constant->data = {};
    if (auto* norm = std::get_if<LayerNorm>(&node.op)) norm->gamma = {}, norm->beta = {};
  }
  model.has_weights = false;
  REQUIRE(find_faults(model).empty());
  fill_random_weights(model, 1);
  validate(model, "random");
  const Matrix<std::int16_t> output = execute(model, test::random_input(model, 1));
  CHECK(std::any_of(output.data().begin(), output.data().end(), [](int x) { return std::abs(x) > 100; }));
}

TEST_CASE("random weights never replace a network's own", "[random_weights]") {
  Model model = test::random_model({});
  CHECK_THROWS_AS(fill_random_weights(model, 1), InternalError);
}

TEST_CASE("splitmix64 gives the published numbers", "[random_weights]") {
  SplitMix random(1234567);
  for (const std::uint64_t expected : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U})
    CHECK(random.next() == expected);
}
