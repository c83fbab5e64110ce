// SPDX-License-Identifier: Apache-2.0
#include "models/operators/multiply.hpp"

#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"
#include "models/units/residual_adder.hpp"

namespace octet::graph {

void Multiply::check(Checker& checker) const {
  const Value &left = checker.value(a), &right = checker.value(b);
  checker.expect(!left.is_unsigned && !right.is_unsigned, "inputs: expected signed values");
  checker.within(left.bits, 8, kMemoryBits, "bits of a");
  checker.within(right.bits, 8, kMemoryBits, "bits of b");
  checker.expect(left.rows == right.rows && left.columns == right.columns,
                 "inputs: expected equal shapes, got " + shape_text(left) + " and " + shape_text(right));
  checker.writes(output, left.rows, left.columns);
}

template <class Element>
void Multiply::run(Run<Element>& run) const {
  constexpr int kWidest = sizeof(Element) == 4 ? kWidestResidual : kMemoryBits;
  const std::vector<Element>&x = run.data(a).data(), &y = run.data(b).data();
  std::vector<Element>& out = run.data(output).data();
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<Element>(
        golden::multiply<kWidest>(Int<16>(x[i]), Int<16>(y[i]), scale, run.value(output).bits).raw());
}
template void Multiply::run(Run<std::int16_t>& run) const;
template void Multiply::run(Run<std::int32_t>& run) const;

void Multiply::fill(Filling& filling) {
  filling.rms(output) = filling.target_of(output);
  scale = filling.dyadic(filling.near(filling.rms(output) / (filling.rms(a) * filling.rms(b)), 10));
}

Size FloatMultiply::infer(Inference& inference) const {
  inference.same_sizes(a, b);
  return inference.size(a);
}

void FloatMultiply::run(FloatRun& run) const {
  Matrix<float> out = run.data(a);
  const std::vector<float>& other = run.data(b).data();
  for (std::size_t i = 0; i < other.size(); ++i) out.data()[i] *= other[i];
  run.data(output) = std::move(out);
}

void FloatMultiply::asks(Asks& asks) const {
  asks.wide(a);
  asks.wide(b);
}

Multiply FloatMultiply::quantize(const Quantizing& quantizing) const {
  return {a, b, output, quantizing.dyadic(quantizing.scale(a) * quantizing.scale(b) / quantizing.scale(output))};
}

void FloatMultiply::losses(const Multiply&, Losses& losses) const { losses.saturation(output); }

}  // namespace octet::graph
