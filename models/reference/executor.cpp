// SPDX-License-Identifier: Apache-2.0
#include "models/reference/executor.hpp"

#include "models/core/error.hpp"

namespace octet::reference {

FloatExecutor::FloatExecutor(const graph::FloatGraph& graph) : graph_(graph), run_(graph.values.size()) {}

const Matrix<float>& FloatExecutor::run(const Matrix<std::int16_t>& input, const FloatObserver& observer,
                                        const graph::ScoreObserver& score_observer) {
  const graph::FloatValue& expected = graph_.values[static_cast<std::size_t>(graph_.input)];
  OCTET_CHECK(input.rows() == static_cast<std::size_t>(expected.rows) &&
                  input.columns() == static_cast<std::size_t>(expected.columns),
              "the input has the shape of the graph's input");
  run_.observer = &score_observer;
  run_.data(graph_.input) = {input.rows(), input.columns(),
                             std::vector<float>(input.data().begin(), input.data().end())};
  if (observer) observer(graph_.input, run_.data(graph_.input));
  for (const graph::FloatNode& node : graph_.nodes) {
    std::visit([&](const auto& op) { op.run(run_); }, node.op);
    const graph::ValueId output = graph::output_of(node.op);
    if (observer) observer(output, run_.data(output));
  }
  return run_.data(graph_.output);
}

}  // namespace octet::reference
