// SPDX-License-Identifier: Apache-2.0
#include "models/compress/layer_errors.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "models/core/error.hpp"

namespace octet::compress {
LayerErrors::LayerErrors(const graph::Model& model, const graph::FloatGraph& origin)
    : model_(model), reals_(origin.values.size()), sums_(model.nodes.size()) {
  std::map<std::string, graph::ValueId> values;
  for (const graph::FloatNode& node : origin.nodes) values[node.name] = graph::output_of(node.op);
  for (const graph::Node& node : model.nodes) {
    const auto found = values.find(node.name);
    OCTET_CHECK(found != values.end(), "the origin has a node " + node.name);
    real_of_.push_back(found->second);
  }
}

void LayerErrors::take_real(graph::ValueId id, const Matrix<float>& value) {
  reals_.at(static_cast<std::size_t>(id)) = value;
}

void LayerErrors::take_integer(std::size_t node, const Matrix<std::int32_t>& value) {
  const Matrix<float>& real = reals_[static_cast<std::size_t>(real_of_.at(node))];
  OCTET_CHECK(real.data().size() == value.data().size(), "reals of a sample come first");
  const graph::Value& format = model_.values[static_cast<std::size_t>(graph::output_of(model_.nodes[node].op))];
  const std::int32_t low = format.is_unsigned ? -1 : -(1 << (format.bits - 1));  // zero of an unsigned one is no limit
  const std::int32_t high = format.is_unsigned ? (1 << format.bits) - 1 : (1 << (format.bits - 1)) - 1;
  Sums& sums = sums_[node];
  for (std::size_t i = 0; i < value.data().size(); ++i) {
    const auto x = static_cast<double>(real.data()[i]);
    const double difference = value.data()[i] * format.scale - x;
    sums.signal += x * x;
    sums.noise += difference * difference;
    if (std::abs(difference) > sums.largest) {
      sums.largest = std::abs(difference);
      sums.largest_sample = sample_;
    }
    sums.saturated += value.data()[i] <= low || value.data()[i] >= high;
  }
  sums.elements += value.data().size();
}

std::vector<LayerError> LayerErrors::errors() const {
  std::vector<LayerError> out;
  for (std::size_t node = 0; node < model_.nodes.size(); ++node) {
    const graph::Node& it = model_.nodes[node];
    const graph::Value& value = model_.values[static_cast<std::size_t>(graph::output_of(it.op))];
    const Sums& sums = sums_[node];
    const auto elements = static_cast<double>(std::max<std::uint64_t>(sums.elements, 1));
    LayerError error{it.name, graph::kind_of(it.op), value.rows, value.columns, value.bits, std::nullopt};
    if (sums.signal > 0.0 && sums.noise > 0.0) error.sqnr_db = 10.0 * std::log10(sums.signal / sums.noise);
    error.is_exact = sums.noise == 0.0;
    error.rms = std::sqrt(sums.noise / elements);
    error.largest = sums.largest;
    error.largest_sample = sums.largest_sample;
    error.saturated = static_cast<double>(sums.saturated) / elements;
    out.push_back(error);
  }
  return out;
}

}  // namespace octet::compress
