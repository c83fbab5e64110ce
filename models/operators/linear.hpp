// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/core/matrix.hpp"
#include "models/kernels/instruction_set.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// output = saturate(round((input x weight^T + bias) * multiplier[column] * 2^-shift[column])), width of the output
/// value.
struct Linear {
  static constexpr const char *kName = "linear", *kCalled = "a linear layer";

  ValueId input, output;
  Matrix<std::int8_t> weight;      ///< [columns of output][columns of input], in [-127, 127]
  std::vector<std::int32_t> bias;  ///< one a column of output, in accumulator units
  std::vector<DyadicScale> scale;  ///< one a column of output

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.tensor("weight", op.weight);
    visit.tensor("bias", op.bias);
    visit.scales(op.scale);
  }

  void check(Checker& checker) const;
  std::unique_ptr<Prepared> prepare(kernels::InstructionSet set) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
  std::uint64_t macs(const Values& values) const;
};

/// output = input x weight^T + bias.
struct FloatLinear {
  using Integer = Linear;
  static constexpr Writes kWrites{Writes::Kind::any, 16};

  ValueId input, output;
  Matrix<float> weight;     ///< [columns of output][columns of input]
  std::vector<float> bias;  ///< one a column of output

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.tensor("weight", op.weight, Extent::any(), Extent::columns(op.input));
    visit.tensor("bias", op.bias, Extent::of(op.weight.rows()));
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Linear quantize(const Quantizing& quantizing) const;
  void losses(const Linear& integer, Losses& losses) const;
};

}  // namespace octet::graph
