// SPDX-License-Identifier: Apache-2.0
#include "models/operators/silu.hpp"

#include <algorithm>
#include <cmath>

#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {
namespace {

constexpr double kFilledRms = 0.7;  // of SiLU(x) by the deviation of x, for wide ones
constexpr double kFilledTop = 3.0;  // deviations of the largest random output

/// The finest align with which `bits` bits hold `magnitude`; the coarsest, also when even that saturates.
int align_of(double magnitude, int bits) {
  int align = 0;
  while (align < golden::kMostSiluAlign && top_code(bits) * golden::score_step(align) < magnitude) ++align;
  return align;
}

double step_of_silu(double magnitude, int bits) { return golden::score_step(align_of(magnitude, bits)); }

/// Of x times its sigmoid.
double product_step(int align) { return std::ldexp(golden::score_step(align), -golden::kSigmoidBits); }

}  // namespace

void Silu::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.chosen_bits(input, kGeluInputBits);
  checker.within(align, 0, golden::kMostSiluAlign, "align");
  checker.writes_bytes(output, in.rows, in.columns);
}

template <class Element>
void Silu::run(Run<Element>& run) const {
  const std::vector<Element>& in = run.data(input).data();
  std::transform(in.begin(), in.end(), run.data(output).data().begin(),
                 [&](Element x) { return static_cast<Element>(golden::silu(Int<16>(x), align, scale).value()); });
}
template void Silu::run(Run<std::int16_t>& run) const;
template void Silu::run(Run<std::int32_t>& run) const;

void Silu::fill(Filling& filling) {
  align = std::min(golden::kMostSiluAlign, std::max(0, 15 - filling.value(input).bits));
  const double deviation = filling.rms(input) * golden::score_step(align);
  const double output_step = kFilledTop * deviation / 127.0;
  scale = filling.dyadic(product_step(align) / output_step);
  filling.rms(output) = kFilledRms * deviation / output_step;
}

Size FloatSilu::infer(Inference& inference) const { return inference.size(input); }

void FloatSilu::run(FloatRun& run) const {
  Matrix<float> out = run.data(input);
  for (float& x : out.data()) x = static_cast<float>(x / (1.0 + std::exp(-static_cast<double>(x))));
  run.data(output) = std::move(out);
}

void FloatSilu::asks(Asks& asks) const { asks.activation(input, step_of_silu); }

Silu FloatSilu::quantize(const Quantizing& quantizing) const {
  const int bits = quantizing.value(input).bits, align = align_of(quantizing.range(input, bits), bits);
  return {input, output, align, quantizing.dyadic(product_step(align) / quantizing.scale(output))};
}

}  // namespace octet::graph
