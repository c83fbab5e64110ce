// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// output = saturate(round(a * scale_a) + round(b * scale_b)).
struct Add {
  static constexpr const char *kName = "add", *kCalled = "an addition";

  ValueId a, b, output;
  DyadicScale scale_a, scale_b;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("a", op.a);
    visit.input("b", op.b);
    visit.output(op.output);
    visit.dyadic("scale_a", op.scale_a);
    visit.dyadic("scale_b", op.scale_b);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

struct FloatAdd {
  using Integer = Add;
  static constexpr Writes kWrites{Writes::Kind::sum};

  ValueId a, b, output;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("a", op.a);
    visit.input("b", op.b);
    visit.output(op.output);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Add quantize(const Quantizing& quantizing) const;
};

}  // namespace octet::graph
