// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "models/core/error.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/random_weights.hpp"
#include "models/units/matmul.hpp"
#include "sim/bench/families.hpp"
#include "sim/bench/self_process.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/views.hpp"
#include "sim/run/workload.hpp"

namespace octet::bench {
namespace {

constexpr const char* kNetwork = "roberta-base.yaml";
constexpr const char* kArchitecture = "octet-128";
constexpr std::uint64_t kSeed = 1;

/// A network with random weights, its program, and one input: what all sides share, made by the first that runs.
class Network {
 public:
  Network() : model_(sim::read_workload(shipped(kNetwork))), architecture_(arch::read_architecture(kArchitecture)) {
    graph::fill_random_weights(model_, kSeed);
    input_ = sim::Inputs::random(model_, 1, kSeed).at(0);
    program_ = sim::compile(model_, architecture_, false);
    systemc_ = sim::make_systemc_view(architecture_, program_, true);
    std::size_t most = 0;
    for (const graph::Value& value : model_.values)
      most = std::max(most, static_cast<std::size_t>(value.rows) * static_cast<std::size_t>(value.columns));
    operand_.assign(most, 3);
    scores_.assign(most, 3);
    accumulator_.resize(most);
    // Both views have run once before they are timed: pages are there, and they agree.
    OCTET_CHECK(graph::execute(model_, input_) == systemc_->run(input_), "golden and systemc give the same bits");
  }

  void golden() const { graph::execute(model_, input_); }
  void systemc() { systemc_->run(input_); }

  /// The matrix products of the golden view alone: its kernel, its shapes, its weights, in its order.
  void products() {
    for (const graph::Node& node : model_.nodes) {
      if (const auto* linear = std::get_if<graph::Linear>(&node.op)) {
        const graph::Value& in = value(linear->input);
        multiply(operand_, linear->weight.data(), {rows(in), linear->weight.rows(), linear->weight.columns()});
      } else if (const auto* attention = std::get_if<graph::Attention>(&node.op)) {
        const std::size_t queries = rows(value(attention->query)), keys = rows(value(attention->key));
        const std::size_t width =
            static_cast<std::size_t>(value(attention->query).columns) / static_cast<std::size_t>(attention->heads);
        for (int head = 0; head < attention->heads; ++head) {
          multiply(operand_, operand_, {queries, keys, width});
          multiply(scores_, operand_, {queries, width, keys});
        }
      }
    }
  }

 private:
  const graph::Value& value(graph::ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  static std::size_t rows(const graph::Value& value) { return static_cast<std::size_t>(value.rows); }

  template <class T>
  void multiply(const std::vector<T>& a, const std::vector<std::int8_t>& b, golden::MatmulShape shape) {
    accumulator_.resize(std::max(accumulator_.size(), shape.m * shape.n));
    golden::matmul(std::span(a).first(shape.m * shape.k), std::span(b).first(shape.n * shape.k),
                   std::span(accumulator_).first(shape.m * shape.n), shape);
  }

  graph::Model model_;
  arch::Architecture architecture_;
  Matrix<std::int16_t> input_;
  program::Program program_;
  std::unique_ptr<sim::View> systemc_;
  std::vector<std::int8_t> operand_;
  std::vector<std::uint8_t> scores_;
  std::vector<std::int32_t> accumulator_;
};

/// A side that shares the network; only `part` is timed.
template <class Part>
Side side(const std::string& name, const std::shared_ptr<std::unique_ptr<Network>>& network, Part part) {
  return {name, [network, part] {
            if (!*network) *network = std::make_unique<Network>();
            const double start = own_cpu_s();
            part(**network);
            return Usage{own_cpu_s() - start};
          }};
}

}  // namespace

Family values() {
  const auto network = std::make_shared<std::unique_ptr<Network>>();
  Family family;
  family.sides.push_back(side("products", network, [](Network& it) { it.products(); }));
  family.sides.push_back(side("golden", network, [](Network& it) { it.golden(); }));
  family.sides.push_back(side("systemc", network, [](Network& it) { it.systemc(); }));
  family.ratios.push_back({"golden_over_matmuls_roberta_base",
                           "golden view of roberta-base, random weights, over its matrix products by the same kernel",
                           "golden", "products", 2.0});
  family.ratios.push_back({"systemc_over_golden_roberta_base_octet_128",
                           "SystemC view of roberta-base, random weights, octet-128, over the golden view", "systemc",
                           "golden", 1.3});
  return family;
}

}  // namespace octet::bench
