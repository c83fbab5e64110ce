// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// Mean over rows as a matmul with a constant row of ones: output [1, columns]; scale includes 1/rows.
struct Mean {
  static constexpr const char *kName = "mean", *kCalled = "a mean";

  ValueId input, output;
  DyadicScale scale;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.dyadic("scale", op.scale);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
  std::uint64_t macs(const Values& values) const;
};

/// Mean over rows: output [1, columns].
struct FloatMean {
  using Integer = Mean;
  static constexpr Writes kWrites{Writes::Kind::any};

  ValueId input, output;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Mean quantize(const Quantizing& quantizing) const;
};

}  // namespace octet::graph
