// SPDX-License-Identifier: Apache-2.0
#include "models/compress/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/compress/losses.hpp"
#include "models/core/error.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

namespace octet::compress {
namespace {

using graph::ValueId;

constexpr int kOutputBits = 16, kWideBits = 16;

/// Gathers what is asked of every value.
class Gathering final : public graph::Asks {
 public:
  Gathering(const graph::FloatGraph& graph, const Plan& plan) : all(graph.values.size()) {
    of(graph.output).output = true;
    for (const graph::FloatNode& node : graph.nodes) {
      numerics_ = plan[static_cast<std::size_t>(graph::output_of(node.op))];
      std::visit([&](const auto& op) { op.asks(*this); }, node.op);
    }
  }
  std::vector<Readers> all;

 private:
  Readers& of(ValueId id) { return all[static_cast<std::size_t>(id)]; }
  void bytes(ValueId id) override { of(id).bytes = true; }
  void signed_bytes(ValueId id) override { of(id).signed_bytes = true; }
  void activation(ValueId id, graph::StepOf step_of) override {
    const int bits = numerics_.gelu_input_bits;
    of(id).activation_bits = of(id).is_activated() ? std::min(of(id).activation_bits, bits) : bits;
    of(id).step_of = step_of;
  }
  void scores(ValueId id, ValueId output) override { of(id).softmax = output; }
  void wide(ValueId id) override { of(id).wide = true; }
  void addend(ValueId id, ValueId sum) override {
    if (!of(id).is_added()) of(id).sum = sum;
  }
  void normalized(ValueId id, const graph::Normalization& by) override {
    of(id).normalized = true;
    of(id).least_step = std::max(of(id).least_step, golden::least_step_for_epsilon(by.epsilon, by.columns));
  }

  graph::Numerics numerics_;  ///< of the node that asks
};

class Formats {
 public:
  Formats(const graph::FloatGraph& source, const std::vector<Readers>& readers, const Calibration& seen,
          const Plan& plan, RangeMethod method)
      : source_(source), readers_(readers), seen_(seen), plan_(plan), method_(method) {
    for (const graph::FloatValue& value : source.values)
      values_.push_back({value.name, value.rows, value.columns, 8, false, 1.0});
  }

  std::vector<graph::Value> run() {
    at(source_.input).is_unsigned = true;  // raw pixels, one step each
    for (const graph::FloatNode& node : source_.nodes) choose(node.op);
    for (std::size_t i = 0; i < source_.nodes.size(); ++i) check(i);
    if (!faults_.empty()) throw UserError(std::move(faults_));
    return std::move(values_);
  }

 private:
  graph::Value& at(ValueId id) { return values_[static_cast<std::size_t>(id)]; }
  const graph::Numerics& numerics(ValueId written) const { return plan_[static_cast<std::size_t>(written)]; }
  const Readers& readers(ValueId id) const { return readers_[static_cast<std::size_t>(id)]; }
  double range(ValueId id, int bits) const { return seen_.values[static_cast<std::size_t>(id)].range(bits, method_); }

  void choose(const graph::FloatOperator& op) {
    const ValueId id = graph::output_of(op);
    const graph::Writes writes = std::visit([]<class Op>(const Op&) { return Op::kWrites; }, op);
    switch (writes.kind) {
      case graph::Writes::Kind::any:
        return choose_any(id, writes.own_bits);
      case graph::Writes::Kind::sum:
        return choose_any(id, numerics(id).residual_bits, /*is_sum=*/true);
      case graph::Writes::Kind::bytes:
        return set(id, 8, range(id, 8));
      case graph::Writes::Kind::probabilities:
        at(id).is_unsigned = true;
        at(id).scale = 1.0 / 256;
    }
  }

  /// `own`: bits of a result that nobody but the graph's output asks anything of.
  void choose_any(ValueId id, int own, bool is_sum = false) {
    const Readers& use = readers(id);
    const int residual_bits = numerics(id).residual_bits;
    if (use.softmax >= 0 && !use.is_activated() && !use.asks_for_8_bits()) {
      at(id).bits = numerics(use.softmax).score_bits;
      at(id).scale = score_scale(use.softmax);
      return;
    }
    int bits = use.asks_for_8_bits() ? 8
               : use.is_activated()  ? use.activation_bits
               : is_stream(use)      ? residual_bits
                                     : own;
    if (use.output) bits = std::min(bits, kOutputBits);
    if (use.wide) bits = std::min(bits, kWideBits);
    double magnitude = range(id, bits);
    // An operand of a sum takes the sum's step where it fits: its alignment is then exact, one rounding less.
    if (use.is_added() && !is_sum && bits == numerics(use.sum).residual_bits)
      magnitude = std::max(magnitude, range(use.sum, bits));
    set(id, bits, magnitude);
  }
  double score_scale(ValueId softmax) const {
    return golden::score_step(score_align(seen_.scores_of(softmax), numerics(softmax).score_bits));
  }
  static bool is_stream(const Readers& use) { return use.is_added() || use.normalized || use.wide; }

  /// A width, and the scale whose largest code is `magnitude`: for an activation the next of its unit's.
  void set(ValueId id, int bits, double magnitude) {
    at(id).bits = bits;
    at(id).scale = readers(id).is_activated()
                       ? readers(id).step_of(range(id, bits), bits)
                       : std::max(magnitude / (std::ldexp(1.0, bits - 1) - 1.0), readers(id).least_step);
  }

  void check(std::size_t index) {
    Asked asked(*this, index);
    std::visit([&](const auto& op) { op.asks(asked); }, source_.nodes[index].op);
  }

  /// Whether a node gets what it asks for.
  class Asked final : public graph::Asks {
   public:
    Asked(Formats& formats, std::size_t node) : formats_(formats), node_(node) {}

   private:
    void bytes(ValueId) override {}
    void signed_bytes(ValueId id) override { is_signed(id); }
    void activation(ValueId id, graph::StepOf step_of) override {
      is_signed(id);
      const graph::Value& value = formats_.at(id);
      if (!value.is_unsigned && value.scale != step_of(formats_.range(id, value.bits), value.bits))
        fault("integers in its own steps", id, "an addition of a constant of zeros between writes them");
    }
    void wide(ValueId id) override { is_signed(id); }
    void addend(ValueId id, ValueId) override { is_signed(id); }
    void normalized(ValueId id, const graph::Normalization&) override { is_signed(id); }
    void scores(ValueId id, ValueId output) override {
      is_signed(id);
      const graph::Value& value = formats_.at(id);
      const int bits = formats_.numerics(output).score_bits;
      if (!value.is_unsigned && (value.bits != bits || value.scale != formats_.score_scale(output)))
        fault(fmt::format("scores of {} bits", bits), id, "an addition of a constant of zeros between writes them");
    }
    void is_signed(ValueId id) {
      if (formats_.at(id).is_unsigned) fault("signed integers", id, "put a linear layer between");
    }
    void fault(const std::string& expected, ValueId id, const std::string& remedy) {
      const graph::FloatNode& node = formats_.source_.nodes[node_];
      const graph::Value& got = formats_.at(id);
      formats_.faults_.push_back(
          {node.place.empty() ? formats_.source_.name : node.place,
           fmt::format("/nodes/{}/inputs: expected {} for {}, got '{}', of {} {}bits: {}", node_, expected,
                       graph::called(node.op), got.name, got.bits, got.is_unsigned ? "unsigned " : "", remedy)});
    }

    Formats& formats_;
    std::size_t node_;
  };

  const graph::FloatGraph& source_;
  const std::vector<Readers>& readers_;
  const Calibration& seen_;
  const Plan& plan_;
  const RangeMethod method_;
  std::vector<graph::Value> values_;
  std::vector<Diagnostic> faults_;
};

}  // namespace

std::vector<Readers> readers_of(const graph::FloatGraph& graph, const Plan& plan) { return Gathering(graph, plan).all; }

std::vector<graph::Value> choose_formats(const graph::FloatGraph& graph, const std::vector<Readers>& readers,
                                         const Calibration& seen, const Plan& plan, RangeMethod method) {
  return Formats(graph, readers, seen, plan, method).run();
}

}  // namespace octet::compress
