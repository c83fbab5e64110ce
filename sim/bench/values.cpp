// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "models/core/error.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/random_weights.hpp"
#include "models/kernels/matmul.hpp"
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

using kernels::Sign;
using Strided = kernels::Strided<std::int16_t>;

/// A network with random weights, its program, and one input: what all sides share, made by the first that runs.
class Network {
 public:
  Network() : model_(sim::read_workload(shipped(kNetwork))), architecture_(arch::read_architecture(kArchitecture)) {
    graph::fill_random_weights(model_, kSeed);
    input_ = sim::Inputs::random(model_, 1, kSeed).at(0);
    program_ = sim::compile(model_, architecture_, false);
    systemc_ = sim::make_systemc_view(architecture_, program_, true);
    golden_ = std::make_unique<graph::Executor>(model_);
    prepare_products();
    // All sides have run once before they are timed: pages are there, and the views agree.
    products();
    OCTET_CHECK(golden_->run(input_) == systemc_->run(input_), "golden and systemc give the same bits");
  }

  void golden() { golden_->run(input_); }
  void systemc() { systemc_->run(input_); }

  /// The matrix products of the golden view alone: its kernel, its shapes, its weights, in its order. As there, weights
  /// are packed before, keys and values of attention at each call.
  void products() {
    std::size_t layer = 0;
    for (const graph::Node& node : model_.nodes) {
      if (const auto* linear = std::get_if<graph::Linear>(&node.op)) {
        const graph::Value& in = value(linear->input);
        multiply(operand_, columns(in), Sign::is_signed, rows(in), weights_[layer++]);
      } else if (const auto* attention = std::get_if<graph::Attention>(&node.op)) {
        const std::size_t queries = rows(value(attention->query)), keys = rows(value(attention->key));
        const std::size_t columns = this->columns(value(attention->query));
        const std::size_t width = columns / static_cast<std::size_t>(attention->heads);
        for (int head = 0; head < attention->heads; ++head) {
          packed_.pack_rows(Strided{operand_.data(), columns}, keys, width);
          multiply(operand_, columns, Sign::is_signed, queries, packed_);
          packed_.pack_depth_major(Strided{operand_.data(), columns}, width, keys);
          multiply(exponentials_, keys, Sign::is_unsigned, queries, packed_);
        }
      }
    }
  }

 private:
  const graph::Value& value(graph::ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  static std::size_t rows(const graph::Value& value) { return static_cast<std::size_t>(value.rows); }
  static std::size_t columns(const graph::Value& value) { return static_cast<std::size_t>(value.columns); }

  /// Packed weights, and an operand large enough for every product.
  void prepare_products() {
    std::size_t most = 0;
    for (const graph::Value& value : model_.values) most = std::max(most, rows(value) * columns(value));
    for (const graph::Node& node : model_.nodes)
      if (const auto* linear = std::get_if<graph::Linear>(&node.op)) {
        const Matrix<std::int8_t>& weight = linear->weight;
        weights_.emplace_back().pack_rows(kernels::Strided<std::int8_t>{weight.data().data(), weight.columns()},
                                          weight.rows(), weight.columns());
      } else if (const auto* attention = std::get_if<graph::Attention>(&node.op)) {
        exponentials_.resize(
            std::max(exponentials_.size(), rows(value(attention->query)) * rows(value(attention->key))), 3);
      }
    operand_.assign(most, 3);
  }

  template <class T>
  void multiply(const std::vector<T>& a, std::size_t stride, Sign sign, std::size_t rows,
                const kernels::PackedColumns& columns) {
    sums_.resize(std::max(sums_.size(), rows * columns.n()));
    kernels::multiply(kernels::Strided<T>{a.data(), stride}, sign, rows, columns, sums_.data(), columns.n());
  }

  graph::Model model_;
  arch::Architecture architecture_;
  Matrix<std::int16_t> input_;
  program::Program program_;
  std::unique_ptr<sim::View> systemc_;
  std::unique_ptr<graph::Executor> golden_;
  std::vector<kernels::PackedColumns> weights_;  ///< of the linear layers, in order
  kernels::PackedColumns packed_;                ///< of one head
  std::vector<std::int16_t> operand_;            ///< the golden view holds elements in 16 bits
  std::vector<std::uint8_t> exponentials_;
  std::vector<std::int32_t> sums_;
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
