// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "models/core/error.hpp"
#include "sim/compile/lower/how.hpp"

// What is known of the graph before anything is lowered: who wants a value in which layout, which nodes run as one, and
// in which order.
namespace octet::sim {

using graph::ValueId;

namespace {

std::size_t value_index(int id) { return static_cast<std::size_t>(id); }

}  // namespace

void Lowering::find_uses() {
  home(model_.output).wants_rows = true;
  for (const graph::Node& node : model_.nodes) how_of(node.op).want_homes(*this, node.op);
}

void Lowering::find_fusions() {
  std::vector<int> readers(model_.values.size(), 0), reader(model_.values.size(), -1), writer(model_.values.size(), -1);
  for (std::size_t node = 0; node < model_.nodes.size(); ++node) {
    for (const ValueId id : graph::inputs_of(model_.nodes[node].op)) {
      ++readers[value_index(id)];
      reader[value_index(id)] = static_cast<int>(node);
    }
    writer[value_index(graph::output_of(model_.nodes[node].op))] = static_cast<int>(node);
  }
  for (std::size_t node = 0; node < model_.nodes.size(); ++node) {
    const auto* linear = std::get_if<graph::Linear>(&model_.nodes[node].op);
    if (linear == nullptr || linear->output == model_.output || readers[value_index(linear->output)] != 1) continue;
    const int candidate = reader[value_index(linear->output)];
    const graph::Operator& op = model_.nodes[value_index(candidate)].op;
    bool fuses = how_of(op).lower_fused != nullptr;
    for (const ValueId other : graph::inputs_of(op)) {
      // The other operand must be there when the linear's group runs: from an earlier node, or from the image.
      if (other == linear->output) continue;
      const int from = writer[value_index(other)];
      if (from >= static_cast<int>(node) && graph::stored_by(model_.nodes[value_index(from)].op) == nullptr)
        fuses = false;
      if (from >= 0 && fused_into_[value_index(from)] >= static_cast<int>(node)) fuses = false;
    }
    if (!fuses || fused_into_[value_index(candidate)] >= 0 || !decisions_.fuses(value_index(candidate))) continue;
    fused_into_[value_index(candidate)] = static_cast<int>(node);
    fused_[node] = candidate;
  }
}

/// A mapping's order: every node that runs for itself once, behind what it and the node fused into it read.
void Lowering::check_order(const std::vector<std::size_t>& order) const {
  std::vector<bool> is_written(model_.values.size(), false), has_run(model_.nodes.size(), false);
  const auto fault = [&](std::size_t node, const std::string& what) {
    throw decisions_.refusal(node, "order: expected " + what);
  };
  is_written[value_index(model_.input)] = true;
  for (const graph::Node& node : model_.nodes)
    if (graph::stored_by(node.op) != nullptr) is_written[value_index(graph::output_of(node.op))] = true;
  for (const std::size_t node : order) {
    if (graph::stored_by(model_.nodes[node].op) != nullptr) fault(node, "a layer that runs, this is a constant");
    if (fused_into_[node] >= 0) fault(node, "a layer that runs for itself, this one is fused");
    if (has_run[node]) fault(node, "every layer once");
    has_run[node] = true;
    for (const int runs : {static_cast<int>(node), fused_[node]}) {
      if (runs < 0) continue;
      const graph::Operator& op = model_.nodes[value_index(runs)].op;
      for (const ValueId id : graph::inputs_of(op))
        if (!is_written[value_index(id)]) fault(node, "what it reads before it");
      is_written[value_index(graph::output_of(op))] = true;
    }
  }
  for (std::size_t node = 0; node < model_.nodes.size(); ++node)
    if (!has_run[node] && fused_into_[node] < 0 && graph::stored_by(model_.nodes[node].op) == nullptr)
      fault(node, "every layer that runs for itself, this one is missing");
}

/// The order of the nodes, but for operands that are needed last, as queries are: keys and values go through DRAM, and
/// computing the query after them hides the way.
std::vector<std::size_t> Lowering::execution_order() const {
  std::vector<std::size_t> order(model_.nodes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!decisions_.order().empty()) {
    check_order(decisions_.order());
    return decisions_.order();
  }
  if (!architecture_.mapping.keys_first) return order;
  for (std::size_t node = 0; node < model_.nodes.size(); ++node) {
    const graph::Operator& op = model_.nodes[node].op;
    const ValueId last = how_of(op).needed_last(op);
    if (last < 0 || last == model_.output) continue;
    const auto writes_last = [&](std::size_t it) { return graph::output_of(model_.nodes[it].op) == last; };
    const auto reads_last = [&](std::size_t it) {
      const std::vector<ValueId> inputs = graph::inputs_of(model_.nodes[it].op);
      return std::find(inputs.begin(), inputs.end(), last) != inputs.end();
    };
    // A fused node reads when the node it is fused into runs.
    const auto runs_reader = [&](std::size_t it) {
      return (fused_into_[it] < 0 && reads_last(it)) || (fused_[it] >= 0 && reads_last(value_index(fused_[it])));
    };
    const auto writer = std::find_if(order.begin(), order.end(), writes_last);
    const auto reader = std::find_if(order.begin(), order.end(), runs_reader);
    if (writer == order.end() || *reader != node || !std::holds_alternative<graph::Linear>(model_.nodes[*writer].op))
      continue;
    if (fused_[*writer] < 0 && fused_into_[*writer] < 0) std::rotate(writer, writer + 1, reader);
  }
  return order;
}

}  // namespace octet::sim
