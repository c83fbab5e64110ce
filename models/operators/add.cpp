// SPDX-License-Identifier: Apache-2.0
#include "models/operators/add.hpp"

#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {

void Add::check(Checker& checker) const {
  const Value &left = checker.value(a), &right = checker.value(b);
  checker.expect(!left.is_unsigned && !right.is_unsigned, "inputs: expected signed values");
  checker.expect(left.rows == right.rows && left.columns == right.columns,
                 "inputs: expected equal shapes, got " + shape_text(left) + " and " + shape_text(right));
  checker.writes(output, left.rows, left.columns);
}

template <class Element>
void Add::run(Run<Element>& run) const {
  kernels::residual_add<Element>(run.data(a).data(), scale_a, run.data(b).data(), scale_b, run.value(output).bits,
                                 run.data(output).data(), run.set);
}
template void Add::run(Run<std::int16_t>& run) const;
template void Add::run(Run<std::int32_t>& run) const;

void Add::fill(Filling& filling) {
  filling.rms(output) = filling.target_of(output);
  // Two independent operands of equal weight.
  const double share = filling.rms(output) * std::sqrt(0.5);
  scale_a = filling.dyadic(filling.near(share / filling.rms(a), 10));
  scale_b = filling.dyadic(filling.near(share / filling.rms(b), 10));
}

Size FloatAdd::infer(Inference& inference) const {
  inference.same_sizes(a, b);
  return inference.size(a);
}

void FloatAdd::run(FloatRun& run) const {
  Matrix<float> out = run.data(a);
  const std::vector<float>& other = run.data(b).data();
  for (std::size_t i = 0; i < other.size(); ++i) out.data()[i] += other[i];
  run.data(output) = std::move(out);
}

void FloatAdd::asks(Asks& asks) const {
  asks.addend(a, output);
  asks.addend(b, output);
}

Add FloatAdd::quantize(const Quantizing& quantizing) const {
  const double step = quantizing.scale(output);
  return {a, b, output, quantizing.dyadic(quantizing.scale(a) / step), quantizing.dyadic(quantizing.scale(b) / step)};
}

}  // namespace octet::graph
