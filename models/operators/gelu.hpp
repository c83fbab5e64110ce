// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// GELU; the scale of its input is fixed by `one_bits` (models/units/activation.md).
struct Gelu {
  static constexpr const char *kName = "gelu", *kCalled = "a GELU";

  ValueId input, output;
  int one_bits = 0;
  DyadicScale scale;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.integer("one_bits", op.one_bits, 8, 30);
    visit.dyadic("scale", op.scale);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

/// x (1 + erf(x / sqrt 2)) / 2.
struct FloatGelu {
  using Integer = Gelu;
  static constexpr Writes kWrites{Writes::Kind::bytes};

  ValueId input, output;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Gelu quantize(const Quantizing& quantizing) const;
};

}  // namespace octet::graph
