// SPDX-License-Identifier: Apache-2.0
#include "models/compress/plan.hpp"

#include <algorithm>
#include <array>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "models/io/names.hpp"

namespace octet::compress {
namespace {

using graph::kNumericChoices;

using Has = std::array<bool, graph::kNumericRanges.size()>;  // by choice

/// By choice: which nodes have it.
constexpr std::array<const char*, graph::kNumericRanges.size()> kHolders = {
    "a node that writes a residual stream", "a node that requantizes", "an activation", "an attention or a softmax"};

bool writes_any_width(const graph::FloatOperator& op) {
  return std::visit(
      []<class Op>(const Op&) {
        return Op::kWrites.kind == graph::Writes::Kind::any || Op::kWrites.kind == graph::Writes::Kind::sum;
      },
      op);
}

/// Which choices each node has: that of a residual stream is whose who writes it, that of an input whose who reads it.
std::vector<Has> choices_of(const graph::FloatGraph& graph) {
  std::vector<Has> has(graph.nodes.size(), Has{});
  std::vector<bool> is_stream(graph.values.size(), false);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const graph::FloatOperator& op = graph.nodes[i].op;
    for (const graph::NumericChoice choice : graph::own_choices(*graph::operator_named<graph::Operator>(kind_of(op))))
      has[i][choice] = true;
    for (const graph::ChosenWidth& width : graph::chosen_widths(op)) {
      if (width.choice == graph::kResidualBits) {
        is_stream[static_cast<std::size_t>(width.value)] = true;
      } else {
        has[i][width.choice] = true;
      }
    }
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const graph::FloatOperator& op = graph.nodes[i].op;
    has[i][graph::kResidualBits] = writes_any_width(op) && is_stream[static_cast<std::size_t>(graph::output_of(op))];
  }
  return has;
}

class Planner {
 public:
  Planner(const graph::FloatGraph& graph, const Recipe& recipe)
      : graph_(graph), has_(choices_of(graph)), plan_(graph.values.size(), recipe.numerics) {
    for (std::size_t i = 0; i < recipe.rules.size(); ++i) apply(recipe.rules[i], "/nodes/" + std::to_string(i) + "/");
  }

  Plan finish() {
    if (!faults_.empty()) throw UserError(std::move(faults_));
    return std::move(plan_);
  }

 private:
  void apply(const NodeRule& rule, const std::string& path) {
    Has held{};
    bool matches = false;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (!io::matches(rule.match, graph_.nodes[i].name)) continue;
      matches = true;
      graph::SomeNumerics own = rule.widths;
      for (const graph::NumericChoice choice : kNumericChoices) {
        held[choice] |= has_[i][choice];
        if (!has_[i][choice]) own[choice].reset();
      }
      graph::Numerics& of = plan_[static_cast<std::size_t>(graph::output_of(graph_.nodes[i].op))];
      of = graph::with(of, own);
    }
    if (!matches) {
      const bool is_name = rule.match.find_first_of("*?") == std::string::npos;
      return refuse(rule, path + "match: expected the name of a node or a pattern of some, got '" + rule.match + "'" +
                              (is_name ? did_you_mean(rule.match, names()) : ""));
    }
    for (const graph::NumericChoice choice : kNumericChoices)
      if (rule.widths[choice] && !held[choice])
        refuse(rule, path + graph::kNumericRanges[choice].name + ": expected a match of " + kHolders[choice] +
                         ", got none of them by '" + rule.match + "'");
  }

  void refuse(const NodeRule& rule, const std::string& message) { faults_.push_back({rule.place, message}); }

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const graph::FloatNode& node : graph_.nodes) out.push_back(node.name);
    return out;
  }

  const graph::FloatGraph& graph_;
  std::vector<Has> has_;  ///< by node
  Plan plan_;
  std::vector<Diagnostic> faults_;
};

}  // namespace

Plan plan_widths(const graph::FloatGraph& graph, const Recipe& recipe) { return Planner(graph, recipe).finish(); }

}  // namespace octet::compress
