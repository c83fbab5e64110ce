// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"
#include "models/operators/score_align.hpp"

namespace octet::graph {

/// Plain softmax over columns: probabilities of 8 unsigned bits in units of 1/256, 256 saturated to 255.
/// The input value has 8 to 16 bits and the scale of `score_align`.
struct Softmax {
  static constexpr const char *kName = "softmax", *kCalled = "a softmax";

  ValueId input, output;
  int score_align = 4;  ///< models/units/softmax.md

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
    visit.integer("score_align", op.score_align, 0, kFileScoreAlign, usual_score_align);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
};

/// Softmax over columns.
struct FloatSoftmax {
  using Integer = Softmax;
  static constexpr Writes kWrites{Writes::Kind::probabilities};

  ValueId input, output;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("input", op.input);
    visit.output(op.output);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Softmax quantize(const Quantizing& quantizing) const;
  void losses(const Softmax& integer, Losses& losses) const;
};

}  // namespace octet::graph
