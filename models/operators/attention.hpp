// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/dyadic.hpp"
#include "models/operators/contexts.hpp"
#include "models/operators/fields.hpp"
#include "models/operators/score_align.hpp"

namespace octet::graph {

/// Multi-head attention with late normalization; columns of q, k, v and output are heads * head width.
struct Attention {
  static constexpr const char *kName = "attention", *kCalled = "an attention";
  static constexpr bool kHasScores = true;  ///< inside, so that their width is the node's

  ValueId query, key, value, output;
  int heads = 1;
  DyadicScale score;    ///< accumulator of Q K^T -> the softmax's score scale (includes 1/sqrt(head width))
  DyadicScale context;  ///< accumulator of e V, divided by the row's sum of e -> output scale
  int score_align = 4;  ///< of the softmax (models/units/softmax.md), 0..12; 4 is the default of 12 bits

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("query", op.query);
    visit.input("key", op.key);
    visit.input("value", op.value);
    visit.output(op.output);
    visit.integer("heads", op.heads, 1, kLargestExtent);
    visit.dyadic("score", op.score);
    visit.dyadic("context", op.context);
    visit.integer("score_align", op.score_align, 0, kFileScoreAlign, usual_score_align);
  }

  void check(Checker& checker) const;
  template <class Element>
  void run(Run<Element>& run) const;
  void fill(Filling& filling);
  std::uint64_t macs(const Values& values) const;
};

/// softmax(query key^T / sqrt(head width)) value, for each head.
struct FloatAttention {
  using Integer = Attention;
  static constexpr Writes kWrites{Writes::Kind::bytes};

  ValueId query, key, value, output;
  int heads = 1;

  template <class Self, class Visit>
  static void fields(Self& op, Visit& visit) {
    visit.input("query", op.query);
    visit.input("key", op.key);
    visit.input("value", op.value);
    visit.output(op.output);
    visit.integer("heads", op.heads, 1, kLargestExtent);
  }

  Size infer(Inference& inference) const;
  void run(FloatRun& run) const;
  void asks(Asks& asks) const;
  Attention quantize(const Quantizing& quantizing) const;
  void losses(const Attention& integer, Losses& losses) const;
};

}  // namespace octet::graph
