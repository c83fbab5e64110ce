// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"
#include "models/units/activation.hpp"

namespace octet::graph {

/// SiLU; the scale of its input is fixed by `align` (models/units/activation.md).
struct Silu {
  static constexpr const char *kName = "silu", *kCalled = "a SiLU";

  ValueId input, output;
  int align = 0;
  DyadicScale scale;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.integer("align", op.align, 0, golden::kMostSiluAlign);
    visit.dyadic("scale", op.scale);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

/// x / (1 + exp(-x)).
struct FloatSilu {
  using Integer = Silu;
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
  Silu quantize(const Quantizing& quantizing) const;
};

}  // namespace octet::graph
