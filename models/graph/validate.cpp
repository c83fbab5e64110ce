// SPDX-License-Identifier: Apache-2.0
#include "models/graph/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "models/graph/image_input.hpp"
#include "models/io/names.hpp"
#include "models/units/matmul.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {
namespace {

constexpr int kLargestExtent = 65536;
constexpr int kWidestNorm = 4096;  // the normalization unit's longest row
constexpr std::int32_t kLargestGamma = 65535;
constexpr const char* kNoWeights = "expected no weights in a model that is known by its shapes only";

std::string shape_of(const Value& value) { return fmt::format("[{}, {}]", value.rows, value.columns); }

class Checker {
 public:
  explicit Checker(const Model& model)
      : model_(model), written_(model.values.size(), false), unsure_(model.values.size(), false) {}

  std::vector<Fault> check() {
    expect(io::is_title(model_.name), std::string("name: expected ") + io::kTitleRule + ", got '" + model_.name + "'");
    expect(model_.dataset.empty() || io::is_title(model_.dataset),
           std::string("dataset: expected nothing or ") + io::kTitleRule + ", got '" + model_.dataset + "'");
    check_numerics();
    check_values();
    if (!faults_.empty()) return std::move(faults_);  // nodes are judged by values that make sense
    expect(in_range(model_.input), "input: expected a value");
    expect(in_range(model_.output), "output: expected a value");
    if (!faults_.empty()) return std::move(faults_);
    within(value(model_.input).bits, 8, kMemoryBits, "bits of the model's input");
    within(value(model_.output).bits, 8, kMemoryBits, "bits of the model's output");
    written_[static_cast<std::size_t>(model_.input)] = true;
    check_image();
    std::set<std::string> names;
    for (const Node& node : model_.nodes) {
      node_ = static_cast<int>(&node - model_.nodes.data());
      check_name(node.name);
      expect(names.insert(node.name).second, "the name '" + node.name + "' is used twice");
      std::visit([&](const auto& op) { check_once(op); }, node.op);
    }
    node_ = -1;
    for (std::size_t i = 0; i < written_.size(); ++i) {
      value_ = static_cast<int>(i);
      expect(written_[i] || unsure_[i], "'" + model_.values[i].name + "' is never written");
    }
    return std::move(faults_);
  }

 private:
  /// Notes `message` about the current node or value unless `good`.
  bool expect(bool good, const std::string& message) {
    if (!good) faults_.push_back({node_, value_, message});
    return good;
  }
  bool within(int x, int low, int high, const std::string& what) {
    return expect(x >= low && x <= high, what + ": expected " + std::to_string(low) + " to " + std::to_string(high) +
                                             ", got " + std::to_string(x));
  }

  void check_numerics() {
    const Numerics& n = model_.numerics;
    within(n.residual_bits, 8, kWidestResidual, "numerics.residual_bits");
    within(n.multiplier_bits, 8, 31, "numerics.multiplier_bits");
    within(n.gelu_input_bits, 8, 16, "numerics.gelu_input_bits");
    within(n.score_bits, 8, 16, "numerics.score_bits");
  }

  void check_values() {
    expect(!model_.values.empty(), "values: expected at least one");
    std::set<std::string> names;
    for (const Value& value : model_.values) {
      value_ = static_cast<int>(&value - model_.values.data());
      check_name(value.name);
      expect(names.insert(value.name).second, "the name '" + value.name + "' is used twice");
      within(value.rows, 1, kLargestExtent, "rows");
      within(value.columns, 1, kLargestExtent, "columns");
      within(value.bits, 8, std::max(kMemoryBits, model_.numerics.residual_bits), "bits");
      expect(!value.is_unsigned || value.bits == 8, "unsigned: expected only with 8 bits");
      expect(
          value.scale >= kLeastScale && value.scale <= kLargestScale,  // false for NaN
          fmt::format("scale: expected a number from {:g} to {:g}, got {:g}", kLeastScale, kLargestScale, value.scale));
    }
    value_ = -1;
  }

  void check_image() {
    if (model_.image.height == 0) return;
    const Value& input = value(model_.input);
    const std::string wrong = image_input_fault(model_.image, input.rows, input.columns);
    expect(wrong.empty(), "image: " + wrong);
    expect(input.is_unsigned, "image: expected an unsigned input of 8 bits");
  }

  bool in_range(ValueId id) const { return id >= 0 && static_cast<std::size_t>(id) < model_.values.size(); }
  const Value& value(ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }

  void check_name(const std::string& name) {
    expect(io::is_name(name), std::string("expected ") + io::kNameRule + ", got '" + name + "'");
  }

  /// Judges a node unless it reads what is not known for sure; what a faulty one writes is not known either.
  template <class Op>
  void check_once(const Op& op) {
    const std::size_t before = faults_.size();
    reads_unsure_ = false;
    check_node(op);
    if (reads_unsure_) faults_.resize(before);
    if (in_range(op.output) && (reads_unsure_ || faults_.size() > before))
      unsure_[static_cast<std::size_t>(op.output)] = true;
  }
  /// Whether `id` may be read here.
  bool reads(ValueId id, const std::string& what) {
    if (!expect(in_range(id), what + ": expected a value")) return false;
    const auto index = static_cast<std::size_t>(id);
    if (unsure_[index]) reads_unsure_ = true;
    if (!expect(written_[index] || unsure_[index], what + ": '" + value(id).name + "' is read before it is written"))
      unsure_[index] = true;  // said once
    return written_[index];
  }
  /// Whether `id` may be written here, with this shape and sign.
  bool writes(ValueId id, int rows, int columns, bool is_unsigned = false) {
    if (!expect(in_range(id), "output: expected a value")) return false;
    const Value& out = value(id);
    const bool fresh = expect(!written_[static_cast<std::size_t>(id)], "output: '" + out.name + "' is written twice");
    written_[static_cast<std::size_t>(id)] = true;
    const bool shape =
        expect(out.rows == rows && out.columns == columns, "output: expected shape [" + std::to_string(rows) + ", " +
                                                               std::to_string(columns) + "], got " + shape_of(out));
    const bool sign = expect(out.is_unsigned == is_unsigned,
                             std::string("output: expected ") + (is_unsigned ? "an unsigned value" : "a signed value"));
    return fresh && shape && sign;
  }
  /// Whether a value has exactly this width, and is signed.
  void signed_bits(ValueId id, int bits, const std::string& what) {
    expect(value(id).bits == bits && !value(id).is_unsigned, what + ": expected " + std::to_string(bits) +
                                                                 " signed bits, got " + std::to_string(value(id).bits) +
                                                                 (value(id).is_unsigned ? " unsigned" : ""));
  }
  void scale(DyadicScale s, const std::string& what) {
    expect(is_normalized(s, model_.numerics.multiplier_bits),
           what + ": expected a normalized multiplier of " + std::to_string(model_.numerics.multiplier_bits) +
               " bits or 0, and a shift up to 62, got " + std::to_string(s.multiplier) + " and " +
               std::to_string(s.shift));
  }
  void accumulates(int k, bool is_unsigned, std::uint64_t bias, const std::string& what) {
    expect(golden::accumulates_within_int32(static_cast<std::uint64_t>(k), is_unsigned, bias),
           what + ": " + std::to_string(k) + " products and a bias of up to " + std::to_string(bias) +
               " could overflow a 32-bit accumulator");
  }

  void check_node(const Linear& op) {
    if (!reads(op.input, "input")) return;
    const Value& in = value(op.input);
    expect(in.bits == 8, "input: expected 8 bits, got " + std::to_string(in.bits));
    if (!model_.has_weights) {
      expect(op.weight.data().empty() && op.bias.empty() && op.scale.empty(), kNoWeights);
      accumulates(in.columns, in.is_unsigned, 0, "input");
      if (expect(in_range(op.output), "output: expected a value")) writes(op.output, in.rows, value(op.output).columns);
      return;
    }
    const auto columns = op.weight.rows();
    if (!expect(op.weight.columns() == static_cast<std::size_t>(in.columns) && columns >= 1 &&
                    columns <= kLargestExtent && op.weight.data().size() == columns * op.weight.columns(),
                "weight: expected shape [columns, " + std::to_string(in.columns) + "]"))
      return;
    writes(op.output, in.rows, static_cast<int>(columns));
    expect(std::find(op.weight.data().begin(), op.weight.data().end(), std::int8_t{-128}) == op.weight.data().end(),
           "weight: expected elements in [-127, 127], got -128");
    if (!expect(op.bias.size() == columns && op.scale.size() == columns,
                "bias, scale: expected " + std::to_string(columns) + " elements"))
      return;
    std::uint64_t largest = 0;
    for (const std::int32_t b : op.bias) largest = std::max(largest, static_cast<std::uint64_t>(std::llabs(b)));
    accumulates(in.columns, in.is_unsigned, largest, "bias");
    for (const DyadicScale s : op.scale) {
      if (is_normalized(s, model_.numerics.multiplier_bits)) continue;
      scale(s, "scale");
      break;  // one message for a whole table
    }
  }

  void check_node(const Constant& op) {
    if (!model_.has_weights) {
      expect(op.data.data().empty(), kNoWeights);
      if (expect(in_range(op.output), "output: expected a value"))
        writes(op.output, value(op.output).rows, value(op.output).columns);
      return;
    }
    const std::size_t rows = op.data.rows(), columns = op.data.columns();
    if (!expect(rows >= 1 && columns >= 1 && rows <= kLargestExtent && columns <= kLargestExtent &&
                    op.data.data().size() == rows * columns,
                "data: expected a matrix"))
      return;
    if (!writes(op.output, static_cast<int>(rows), static_cast<int>(columns))) return;
    const int top = 1 << (value(op.output).bits - 1);
    expect(std::all_of(op.data.data().begin(), op.data.data().end(), [&](int x) { return x >= -top && x < top; }),
           "data: expected elements of " + std::to_string(value(op.output).bits) + " bits");
  }

  void check_node(const Add& op) {
    const bool a = reads(op.a, "a"), b = reads(op.b, "b");
    if (!a || !b) return;
    expect(!value(op.a).is_unsigned && !value(op.b).is_unsigned, "inputs: expected signed values");
    expect(value(op.a).rows == value(op.b).rows && value(op.a).columns == value(op.b).columns,
           "inputs: expected equal shapes, got " + shape_of(value(op.a)) + " and " + shape_of(value(op.b)));
    scale(op.scale_a, "scale_a");
    scale(op.scale_b, "scale_b");
    writes(op.output, value(op.a).rows, value(op.a).columns);
  }

  void check_node(const LayerNorm& op) {
    if (!reads(op.input, "input")) return;
    const Value& in = value(op.input);
    expect(!in.is_unsigned, "input: expected a signed value");
    within(in.columns, 1, kWidestNorm, "columns of the input");
    within(op.shift, 0, 62, "shift");
    expect(op.epsilon <= static_cast<std::uint64_t>(golden::Epsilon::kMax),
           fmt::format("epsilon: expected 0 to {}, got {}", golden::Epsilon::kMax, op.epsilon));
    if (!model_.has_weights)
      expect(op.gamma.empty() && op.beta.empty(), kNoWeights);
    else if (expect(op.gamma.size() == static_cast<std::size_t>(in.columns) && op.beta.size() == op.gamma.size(),
                    "gamma, beta: expected " + std::to_string(in.columns) + " elements"))
      expect(std::all_of(op.gamma.begin(), op.gamma.end(),
                         [](std::int32_t g) { return g >= -kLargestGamma && g <= kLargestGamma; }),
             "gamma: expected elements in [-65535, 65535]");
    if (writes(op.output, in.rows, in.columns)) signed_bits(op.output, 8, "output");
  }

  void check_node(const Attention& op) {
    const bool q = reads(op.query, "query"), k = reads(op.key, "key"), v = reads(op.value, "value");
    if (!q || !k || !v) return;
    for (const ValueId id : {op.query, op.key, op.value}) signed_bits(id, 8, "query, key, value");
    const Value &query = value(op.query), &key = value(op.key), &context = value(op.value);
    expect(query.columns == key.columns && key.columns == context.columns && key.rows == context.rows,
           "inputs: expected equal columns, and as many keys as values, got " + shape_of(query) + ", " + shape_of(key) +
               " and " + shape_of(context));
    if (expect(op.heads >= 1 && query.columns % op.heads == 0,
               "heads: expected a divisor of " + std::to_string(query.columns) + ", got " + std::to_string(op.heads) +
                   did_you_mean_divisor(static_cast<std::uint64_t>(std::max(op.heads, 0)),
                                        static_cast<std::uint64_t>(query.columns), 65536)))
      accumulates(query.columns / op.heads, false, 0, "query");
    accumulates(key.rows, true, 0, "value");
    scale(op.score, "score");
    scale(op.context, "context");
    within(op.score_align, 0, golden::kMostScoreAlign, "score_align");
    if (writes(op.output, query.rows, query.columns)) signed_bits(op.output, 8, "output");
  }

  void check_node(const Gelu& op) {
    if (!reads(op.input, "input")) return;
    expect(!value(op.input).is_unsigned, "input: expected a signed value");
    within(value(op.input).bits, 8, model_.numerics.gelu_input_bits, "bits of the input");
    within(op.one_bits, 8, 30, "one_bits");
    scale(op.scale, "scale");
    if (writes(op.output, value(op.input).rows, value(op.input).columns)) signed_bits(op.output, 8, "output");
  }

  void check_node(const Mean& op) {
    if (!reads(op.input, "input")) return;
    signed_bits(op.input, 8, "input");
    accumulates(value(op.input).rows, true, 0, "input");
    scale(op.scale, "scale");
    writes(op.output, 1, value(op.input).columns);
  }

  void check_node(const Softmax& op) {
    if (!reads(op.input, "input")) return;
    signed_bits(op.input, model_.numerics.score_bits, "input");
    within(op.score_align, 0, golden::kMostScoreAlign, "score_align");
    if (writes(op.output, value(op.input).rows, value(op.input).columns, true))
      expect(value(op.output).bits == 8, "output: expected 8 bits, got " + std::to_string(value(op.output).bits));
  }

  const Model& model_;
  std::vector<bool> written_;
  std::vector<bool> unsure_;  ///< values that follow from a fault
  bool reads_unsure_ = false;
  std::vector<Fault> faults_;
  int node_ = -1, value_ = -1;
};

}  // namespace

std::vector<Fault> find_faults(const Model& model) { return Checker(model).check(); }

void validate(const Model& model, const std::string& place) {
  std::vector<Diagnostic> diagnostics;
  for (const Fault& fault : find_faults(model)) {
    std::string where;
    if (fault.node >= 0) where = "node '" + model.nodes[static_cast<std::size_t>(fault.node)].name + "': ";
    if (fault.node < 0 && fault.value >= 0)
      where = "value '" + model.values[static_cast<std::size_t>(fault.value)].name + "': ";
    diagnostics.push_back({place, where + fault.message});
  }
  if (!diagnostics.empty()) throw UserError(std::move(diagnostics));
}

}  // namespace octet::graph
