// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/core/matrix.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"

namespace octet::graph {

/// Rotary position embedding of every head; row n is position n (models/units/rotary.md).
struct Rotary {
  static constexpr const char *kName = "rotary", *kCalled = "a rotary embedding";

  ValueId input, output;
  int heads = 0;
  Matrix<std::int16_t> table;  ///< [rows][columns of a head]: cosines, then sines, with 14 fraction bits
  DyadicScale scale;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.integer("heads", op.heads, 1, kLargestExtent);
    visit.tensor("table", op.table);
    visit.dyadic("scale", op.scale);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

struct FloatRotary {
  using Integer = Rotary;
  static constexpr Writes kWrites{Writes::Kind::any, 16};

  ValueId input, output;
  int heads = 0;
  double theta = 10000.0;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.integer("heads", op.heads, 1, kLargestExtent);
    visit.number("theta", op.theta, 1.0, 1e12, 10000.0);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Rotary quantize(const Quantizing& quantizing) const;
  void losses(const Rotary& integer, Losses& losses) const;
};

}  // namespace octet::graph
