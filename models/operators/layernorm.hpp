// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"
#include "models/units/normalization.hpp"

namespace octet::graph {

/// LayerNorm over columns; see models/units/normalization.md for the use of gamma, beta and shift.
struct LayerNorm {
  static constexpr const char *kName = "layernorm", *kCalled = "a LayerNorm";

  ValueId input, output;
  std::vector<std::int32_t> gamma;  ///< one a column, signed, at most 17 bits with sign
  std::vector<std::int32_t> beta;   ///< one a column
  int shift = 0;                    ///< output = saturate8(shift_round_half_up(x_hat * gamma + beta, shift))
  std::uint64_t epsilon = 0;        ///< E, added to n^2 times the variance of the input's integers; at most 54 bits

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.tensor("gamma", op.gamma);
    visit.tensor("beta", op.beta);
    visit.integer("shift", op.shift, 0, 62);
    // Packages from before epsilon was represented have none.
    visit.integer("epsilon", op.epsilon, 0, golden::Epsilon::kMax, [](const Numerics&) { return 0; });
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

/// output = (x - mean) / sqrt(variance + epsilon) * weight + bias, over columns.
struct FloatLayerNorm {
  using Integer = LayerNorm;
  static constexpr Writes kWrites{Writes::Kind::bytes};

  ValueId input, output;
  std::vector<float> weight, bias;
  double epsilon = 0.0;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.tensor("weight", op.weight, Extent::columns(op.input));
    visit.tensor("bias", op.bias, Extent::columns(op.input));
    visit.number("epsilon", op.epsilon, 1e-30, 1.0);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  LayerNorm quantize(const Quantizing& quantizing) const;
  void losses(const LayerNorm& integer, Losses& losses) const;
};

}  // namespace octet::graph
