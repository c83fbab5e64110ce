// SPDX-License-Identifier: Apache-2.0
#include "models/compress/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "models/compress/losses.hpp"
#include "models/core/error.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

namespace octet::compress {
namespace {

using graph::ValueId;

constexpr int kOutputBits = 16;

/// What a node is called in messages, with its article.
const char* called(const graph::FloatOperator& op) {
  static constexpr const char* kNames[] = {"a linear layer", "a constant", "an addition", "a LayerNorm",
                                           "an attention",   "a GELU",     "a mean",      "a softmax"};
  static_assert(std::size(kNames) == std::variant_size_v<graph::FloatOperator>);
  return kNames[op.index()];
}

class Formats {
 public:
  Formats(const graph::FloatGraph& source, const std::vector<Readers>& readers, const Calibration& seen,
          const Recipe& recipe)
      : source_(source), readers_(readers), seen_(seen), recipe_(recipe) {
    for (const graph::FloatValue& value : source.values)
      values_.push_back({value.name, value.rows, value.columns, 8, false, 1.0});
  }

  std::vector<graph::Value> run() {
    at(source_.input).is_unsigned = true;  // raw pixels, one step each
    for (const graph::FloatNode& node : source_.nodes) std::visit([&](const auto& op) { choose(op); }, node.op);
    for (std::size_t i = 0; i < source_.nodes.size(); ++i) check(i);
    if (!faults_.empty()) throw UserError(std::move(faults_));
    return std::move(values_);
  }

 private:
  graph::Value& at(ValueId id) { return values_[static_cast<std::size_t>(id)]; }
  const Readers& readers(ValueId id) const { return readers_[static_cast<std::size_t>(id)]; }
  double range(ValueId id, int bits) const {
    return seen_.values[static_cast<std::size_t>(id)].range(bits, recipe_.method);
  }

  // Units that write any width and scale.
  void choose(const graph::FloatLinear& op) { choose_any(op.output, kOutputBits); }
  void choose(const graph::FloatMean& op) { choose_any(op.output, 8); }
  void choose(const graph::FloatConstant& op) { choose_any(op.output, 8); }
  void choose(const graph::FloatAdd& op) { choose_any(op.output, recipe_.numerics.residual_bits, /*is_sum=*/true); }
  void choose(const graph::FloatSoftmax& op) {
    at(op.output).is_unsigned = true;
    at(op.output).scale = 1.0 / 256;
  }
  // Units that write 8 bits: layernorm, attention, gelu.
  template <class Op>
  void choose(const Op& op) {
    set(op.output, 8, range(op.output, 8));
  }

  /// `own`: bits of a result that nobody but the graph's output asks anything of.
  void choose_any(ValueId id, int own, bool is_sum = false) {
    const Readers& use = readers(id);
    const graph::Numerics& n = recipe_.numerics;
    if (use.softmax >= 0 && !use.gelu && !use.asks_for_8_bits()) {
      at(id).bits = n.score_bits;
      at(id).scale = score_scale(use.softmax);
      return;
    }
    int bits = use.asks_for_8_bits() ? 8 : use.gelu ? n.gelu_input_bits : is_stream(use) ? n.residual_bits : own;
    if (use.output) bits = std::min(bits, kOutputBits);
    double magnitude = range(id, bits);
    // An operand of a sum takes the sum's step where it fits: its alignment is then exact, one rounding less.
    if (use.add && !is_sum && bits == n.residual_bits) magnitude = std::max(magnitude, range(use.sum, bits));
    set(id, bits, magnitude);
  }
  double score_scale(ValueId softmax) const {
    return golden::score_step(score_align(seen_.scores_of(softmax), recipe_.numerics.score_bits));
  }
  static bool is_stream(const Readers& use) { return use.add || use.layernorm; }

  /// A width, and the scale whose largest code is `magnitude`: for a GELU the next of the activation unit's.
  void set(ValueId id, int bits, double magnitude) {
    at(id).bits = bits;
    at(id).scale = readers(id).gelu ? golden::gelu_input_scale(golden::gelu_one_bits(range(id, bits), bits))
                                    : std::max(magnitude / (std::ldexp(1.0, bits - 1) - 1.0), readers(id).least_step);
  }

  void check(std::size_t index) {
    const graph::FloatNode& node = source_.nodes[index];
    const auto fault = [&](const std::string& expected, ValueId got, const std::string& remedy) {
      faults_.push_back(
          {node.place.empty() ? source_.name : node.place,
           fmt::format("/nodes/{}/inputs: expected {} for {}, got '{}', of {} {}bits: {}", index, expected,
                       called(node.op), at(got).name, at(got).bits, at(got).is_unsigned ? "unsigned " : "", remedy)});
    };
    const auto read = [&](std::initializer_list<ValueId> ids) {
      for (const ValueId id : ids)
        if (at(id).is_unsigned) fault("signed integers", id, "put a linear layer between");
    };
    if (const auto* it = std::get_if<graph::FloatAdd>(&node.op)) read({it->a, it->b});
    if (const auto* it = std::get_if<graph::FloatLayerNorm>(&node.op)) read({it->input});
    if (const auto* it = std::get_if<graph::FloatAttention>(&node.op)) read({it->query, it->key, it->value});
    if (const auto* it = std::get_if<graph::FloatGelu>(&node.op)) read({it->input});
    if (const auto* it = std::get_if<graph::FloatMean>(&node.op)) read({it->input});
    const auto* softmax = std::get_if<graph::FloatSoftmax>(&node.op);
    if (softmax == nullptr) return;
    read({softmax->input});
    if (!at(softmax->input).is_unsigned && !has_scores(*softmax))
      fault(fmt::format("scores of {} bits", recipe_.numerics.score_bits), softmax->input,
            "an addition of a constant of zeros between writes them");
  }
  bool has_scores(const graph::FloatSoftmax& op) {
    return at(op.input).bits == recipe_.numerics.score_bits && at(op.input).scale == score_scale(op.output);
  }

  const graph::FloatGraph& source_;
  const std::vector<Readers>& readers_;
  const Calibration& seen_;
  const Recipe& recipe_;
  std::vector<graph::Value> values_;
  std::vector<Diagnostic> faults_;
};

}  // namespace

std::vector<Readers> readers_of(const graph::FloatGraph& graph) {
  std::vector<Readers> all(graph.values.size());
  const auto of = [&](ValueId id) -> Readers& { return all[static_cast<std::size_t>(id)]; };
  of(graph.output).output = true;
  for (const graph::FloatNode& node : graph.nodes) {
    if (const auto* it = std::get_if<graph::FloatLinear>(&node.op)) of(it->input).product = true;
    if (const auto* it = std::get_if<graph::FloatMean>(&node.op)) of(it->input).narrow = true;
    if (const auto* it = std::get_if<graph::FloatGelu>(&node.op)) of(it->input).gelu = true;
    if (const auto* it = std::get_if<graph::FloatSoftmax>(&node.op)) of(it->input).softmax = it->output;
    if (const auto* it = std::get_if<graph::FloatAttention>(&node.op))
      for (const ValueId id : {it->query, it->key, it->value}) of(id).narrow = true;
    if (const auto* it = std::get_if<graph::FloatLayerNorm>(&node.op)) {
      Readers& use = of(it->input);
      use.layernorm = true;
      use.least_step = std::max(use.least_step, golden::least_step_for_epsilon(it->epsilon, it->weight.size()));
    }
    const auto* add = std::get_if<graph::FloatAdd>(&node.op);
    if (add == nullptr) continue;
    for (const ValueId id : {add->a, add->b}) {
      if (!of(id).add) of(id).sum = add->output;
      of(id).add = true;
    }
  }
  return all;
}

std::vector<graph::Value> choose_formats(const graph::FloatGraph& graph, const std::vector<Readers>& readers,
                                         const Calibration& seen, const Recipe& recipe) {
  return Formats(graph, readers, seen, recipe).run();
}

}  // namespace octet::compress
