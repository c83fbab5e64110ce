// SPDX-License-Identifier: Apache-2.0
#include "models/operators/gelu.hpp"

#include <algorithm>
#include <cmath>

#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"
#include "models/units/activation.hpp"

namespace octet::graph {
namespace {

constexpr double kRandomRms = 0.65;  // of GELU(x) where x has deviation 1
constexpr double kRandomTop = 3.0;   // real value of the largest random output

double step_of(double magnitude, int bits) { return golden::gelu_input_scale(golden::gelu_one_bits(magnitude, bits)); }

}  // namespace

void Gelu::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.chosen_bits(input, kGeluInputBits);
  checker.within(one_bits, 8, 30, "one_bits");
  checker.writes_bytes(output, in.rows, in.columns);
}

template <class Element>
void Gelu::run(Run<Element>& run) const {
  const golden::GeluParameters parameters = golden::gelu_parameters(run.value(input).bits, one_bits, scale);
  kernels::gelu<Element, Element>(run.data(input).data(), parameters, run.data(output).data(), run.set);
}
template void Gelu::run(Run<std::int16_t>& run) const;
template void Gelu::run(Run<std::int32_t>& run) const;

void Gelu::fill(Filling& filling) {
  // golden::gelu_input_scale by operations that IEEE 754 rounds exactly: the same on every host.
  const double input_step = std::sqrt(std::ldexp(2.0 / 0.2888, -one_bits));
  const double output_step = kRandomTop / 127.0;
  scale = filling.dyadic(std::ldexp(input_step, -(std::min(one_bits, golden::kGateBits) + 1)) / output_step);
  filling.rms(output) = kRandomRms * filling.rms(input) * input_step / output_step;
  filling.scale(input) = input_step;
  filling.scale(output) = output_step;
}

Size FloatGelu::infer(Inference& inference) const { return inference.size(input); }

void FloatGelu::run(FloatRun& run) const {
  Matrix<float> out = run.data(input);
  for (float& x : out.data()) x = static_cast<float>(0.5 * x * (1.0 + std::erf(x * 0.70710678118654752440)));
  run.data(output) = std::move(out);
}

void FloatGelu::asks(Asks& asks) const { asks.activation(input, step_of); }

Gelu FloatGelu::quantize(const Quantizing& quantizing) const {
  const int bits = quantizing.value(input).bits, one = golden::gelu_one_bits(quantizing.range(input, bits), bits);
  return {input, output, one,
          golden::gelu_parameters(bits, one, quantizing.scale(output), quantizing.numerics().multiplier_bits).output};
}

}  // namespace octet::graph
