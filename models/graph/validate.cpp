// SPDX-License-Identifier: Apache-2.0
#include "models/graph/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/core/error.hpp"
#include "models/graph/image_input.hpp"
#include "models/io/names.hpp"

namespace octet::graph {
namespace {

/// A model as a whole; its nodes one after the other, each by what its operator says.
class ModelChecker : private Checker {
 public:
  explicit ModelChecker(const Model& model) : Checker(Values(model.values), model.has_weights), model_(model) {}

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
    given(model_.input);
    check_image();
    std::set<std::string> names;
    for (const Node& node : model_.nodes) {
      node_ = static_cast<int>(&node - model_.nodes.data());
      check_name(node.name);
      expect(names.insert(node.name).second, "the name '" + node.name + "' is used twice");
      check_node(node);
    }
    node_ = -1;
    for (std::size_t i = 0; i < model_.values.size(); ++i) {
      value_ = static_cast<int>(i);
      expect(is_written(i), "'" + model_.values[i].name + "' is never written");
    }
    return std::move(faults_);
  }

 private:
  void check_numerics() {
    for (const NumericChoice choice : kNumericChoices) check_width(model_.numerics, choice, "numerics.");
  }
  bool check_width(const Numerics& numerics, NumericChoice choice, const std::string& where) {
    const NumericRange& range = kNumericRanges[choice];
    return within(width_of(numerics, choice), kLeastWidth, range.most, where + range.name);
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
      within(value.bits, kLeastWidth, kWidestResidual, "bits");
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

  void check_name(const std::string& name) {
    expect(io::is_name(name), std::string("expected ") + io::kNameRule + ", got '" + name + "'");
  }

  void check_node(const Node& node) {
    once(output_of(node.op), [&] {
      Before before{{}, *this};
      visit_fields(node.op, before);
      if (!before.good || !check_own(node)) return;
      expect(model_.has_weights || !before.has_weights,
             "expected no weights in a model that is known by its shapes only");
      std::visit([&](const auto& op) { op.check(*this); }, node.op);
      Scales scales{{}, *this};
      visit_fields(node.op, scales);
    });
  }

  /// Whether a node has the choices that it says, and they are in range.
  bool check_own(const Node& node) {
    const Numerics numerics = numerics_of(model_, node);
    const std::vector<NumericChoice> own = own_choices(node.op);
    bool good = true;
    for (const NumericChoice choice : kNumericChoices) {
      if (!node.own[choice]) continue;
      good &= expect(std::find(own.begin(), own.end(), choice) != own.end(),
                     std::string(kNumericRanges[choice].name) + ": expected no such width of its own at a node of '" +
                         kind_of(node.op) + "'");
      good &= check_width(numerics, choice, "");
    }
    multiplier_bits_ = numerics.multiplier_bits;
    return good;
  }

  /// Whether the inputs may be read, and whether there are weights.
  struct Before : FieldVisitor {
    ModelChecker& checker;
    bool good = true, has_weights = false;
    void input(const char* name, ValueId id) { good &= checker.reads(id, name); }
    template <class T>
    void tensor(const char*, const std::vector<T>& data) {
      has_weights |= !data.empty();
    }
    template <class T>
    void tensor(const char*, const Matrix<T>& data) {
      has_weights |= !data.data().empty();
    }
    void elements(const char* name, const Matrix<std::int32_t>& data) { tensor(name, data); }
    void scales(const std::vector<DyadicScale>& data) { has_weights |= !data.empty(); }
  };

  /// Scales of all operators alike; one message for a whole table.
  struct Scales : FieldVisitor {
    ModelChecker& checker;
    void dyadic(const char* name, DyadicScale it) { checker.scale(it, name); }
    void scales(const std::vector<DyadicScale>& data) {
      const auto wrong = std::find_if(data.begin(), data.end(),
                                      [&](DyadicScale it) { return !is_normalized(it, checker.multiplier_bits_); });
      if (wrong != data.end()) checker.scale(*wrong, "scale");
    }
  };

  const Model& model_;
};

}  // namespace

std::vector<Fault> find_faults(const Model& model) { return ModelChecker(model).check(); }

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
