// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// output = saturate(round(a * b * scale)), element by element.
struct Multiply {
  static constexpr const char *kName = "multiply", *kCalled = "a product of elements";

  ValueId a, b, output;
  DyadicScale scale;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("a", op.a);
    visit.input("b", op.b);
    visit.output(op.output);
    visit.dyadic("scale", op.scale);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

struct FloatMultiply {
  using Integer = Multiply;
  static constexpr Writes kWrites{Writes::Kind::any, 16};

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
  Multiply quantize(const Quantizing& quantizing) const;
  void losses(const Multiply& integer, Losses& losses) const;
};

}  // namespace octet::graph
