// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"
#include "models/units/normalization.hpp"

namespace octet::graph {

/// RMSNorm over columns; see models/units/normalization.md for the use of gamma and shift.
struct RmsNorm {
  static constexpr const char *kName = "rmsnorm", *kCalled = "an RMSNorm";

  ValueId input, output;
  std::vector<std::int32_t> gamma;  ///< one a column, signed, at most 17 bits with sign
  int shift = 0;                    ///< output = saturate8(shift_round_half_up(x_hat * gamma, shift))
  std::uint64_t epsilon = 0;        ///< E, added to n^2 times the mean square of the input's integers; at most 54 bits

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.tensor("gamma", op.gamma);
    visit.integer("shift", op.shift, 0, 62);
    visit.integer("epsilon", op.epsilon, 0, golden::Epsilon::kMax);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

/// output = x / sqrt(mean of x^2 + epsilon) * weight, over columns.
struct FloatRmsNorm {
  using Integer = RmsNorm;
  static constexpr Writes kWrites{Writes::Kind::bytes};

  ValueId input, output;
  std::vector<float> weight;
  double epsilon = 0.0;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.tensor("weight", op.weight, Extent::columns(op.input));
    visit.number("epsilon", op.epsilon, 1e-30, 1.0);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  RmsNorm quantize(const Quantizing& quantizing) const;
  void losses(const RmsNorm& integer, Losses& losses) const;
};

}  // namespace octet::graph
