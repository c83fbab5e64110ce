// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/matrix.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// A stored matrix, e.g. positions. Elements fit the bits of the output value.
struct Constant {
  static constexpr const char *kName = "constant", *kCalled = "a constant";

  ValueId output;
  Matrix<std::int32_t> data;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.output(op.output);
    visit.elements("data", op.data);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

struct FloatConstant {
  using Integer = Constant;
  static constexpr Writes kWrites{Writes::Kind::any};

  ValueId output;
  Matrix<float> data;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.output(op.output);
    visit.tensor("value", op.data, Extent::any(), Extent::any());
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks&) const {}
  Constant quantize(const Quantizing& quantizing) const;
  void losses(const Constant& integer, Losses& losses) const;
};

}  // namespace octet::graph
