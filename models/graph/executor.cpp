// SPDX-License-Identifier: Apache-2.0
#include "models/graph/executor.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/core/error.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {

class Executor::Runner {
 public:
  virtual ~Runner() = default;
  virtual Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const ValueObserver& observer,
                                   const Progress& progress) = 0;
};

namespace {

template <class Element>
class RunnerOf final : public Executor::Runner {
 public:
  RunnerOf(const Model& model, kernels::InstructionSet set) : model_(model), run_(Values(model.values), set) {
    for (const Node& node : model.nodes)
      prepared_.push_back(std::visit(
          [&](const auto& op) -> std::unique_ptr<Prepared> {
            if constexpr (requires { op.prepare(set); }) return op.prepare(set);
            return nullptr;
          },
          node.op));
  }

  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const ValueObserver& observer,
                           const Progress& progress) override {
    const Value& expected = run_.value(model_.input);
    OCTET_CHECK(input.rows() == static_cast<std::size_t>(expected.rows) &&
                    input.columns() == static_cast<std::size_t>(expected.columns),
                "the input has the shape of the model's input");
    const int low = expected.is_unsigned ? 0 : -(1 << (expected.bits - 1));
    for (const int x : input.data())
      OCTET_CHECK(x >= low && x < low + (1 << expected.bits), "the input's elements fit its width");
    std::copy(input.data().begin(), input.data().end(), run_.data(model_.input).data().begin());
    show(model_.input, observer);
    run_.progress = &progress;
    run_.done = 0;
    run_.total = model_.nodes.size();
    for (std::size_t node = 0; node < model_.nodes.size(); ++node) {
      const Operator& op = model_.nodes[node].op;
      run_.done = node;
      run_.numerics = numerics_of(model_, model_.nodes[node]);
      run_.prepared = prepared_[node].get();
      run_.alive();
      std::visit([&](const auto& it) { it.run(run_); }, op);
      show(output_of(op), observer);
    }
    run_.done = run_.total;
    run_.alive();
    return converted<std::int16_t>(run_.data(model_.output));
  }

 private:
  void show(ValueId id, const ValueObserver& observer) {
    if (observer) observer(id, converted<std::int32_t>(run_.data(id)));
  }

  const Model& model_;
  Run<Element> run_;
  std::vector<std::unique_ptr<Prepared>> prepared_;  ///< by node
};

}  // namespace

Executor::Executor(const Model& model, kernels::InstructionSet set) {
  OCTET_CHECK(model.has_weights, "values need weights");
  if (has_wide_values(model)) {
    runner_ = std::make_unique<RunnerOf<std::int32_t>>(model, set);
  } else {
    runner_ = std::make_unique<RunnerOf<std::int16_t>>(model, set);
  }
}

Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;

Matrix<std::int16_t> Executor::run(const Matrix<std::int16_t>& input, const ValueObserver& observer,
                                   const Progress& progress) {
  return runner_->run(input, observer, progress);
}

Matrix<std::int16_t> execute(const Model& model, const Matrix<std::int16_t>& input, const ValueObserver& observer,
                             const Progress& progress) {
  return Executor(model).run(input, observer, progress);
}

}  // namespace octet::graph
