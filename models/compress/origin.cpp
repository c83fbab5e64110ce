// SPDX-License-Identifier: Apache-2.0
#include "models/compress/origin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "models/core/error.hpp"
#include "models/tasks/image_classification.hpp"

namespace octet::compress {
namespace {

using graph::ValueId;

/// Of differences that are told one by one.
constexpr std::size_t kMostFaults = 8;

std::string text(const graph::ImageInput& image) {
  if (image.height == 0) return "no image";
  return fmt::format("{} x {} x {} in patches of {}", image.height, image.width, image.channels, image.patch);
}

/// What is compared of a node, alike for both kinds of graph.
struct Outline {
  std::string kind;
  std::vector<std::string> inputs;
  std::string shape;
  std::map<std::string, std::int64_t> counts;
};

struct Counts : graph::FieldVisitor {
  std::map<std::string, std::int64_t> by_name;
  void integer(const char* name, auto number, std::int64_t, std::int64_t, auto...) {
    by_name[name] = static_cast<std::int64_t>(number);
  }
};

template <class Graph>
std::string name_of(const Graph& graph, ValueId id) {
  return graph.values.at(static_cast<std::size_t>(id)).name;
}

template <class Graph>
std::string shape_of(const Graph& graph, ValueId id) {
  const auto& value = graph.values.at(static_cast<std::size_t>(id));
  return fmt::format("[{}, {}]", value.rows, value.columns);
}

template <class Graph, class Node>
Outline outline_of(const Graph& graph, const Node& node) {
  Outline out{graph::kind_of(node.op), {}, shape_of(graph, graph::output_of(node.op)), {}};
  for (const ValueId id : graph::inputs_of(node.op)) out.inputs.push_back(name_of(graph, id));
  Counts counts;
  graph::visit_fields(node.op, counts);
  out.counts = counts.by_name;
  return out;
}

template <class Graph>
std::map<std::string, Outline> outlines(const Graph& graph) {
  std::map<std::string, Outline> out;
  for (const auto& node : graph.nodes) out.emplace(node.name, outline_of(graph, node));
  return out;
}

/// Differences between a package and what it should come from.
class Differences {
 public:
  explicit Differences(std::string place) : place_(std::move(place)) {}

  void compare(const std::string& what, const std::string& expected, const std::string& got) {
    if (expected != got) add(fmt::format("{}: expected {} as in the package, got {}", what, expected, got));
  }
  void add(const std::string& message) { messages_.push_back(message); }

  void finish() const {
    if (messages_.empty()) return;
    std::vector<Diagnostic> faults{{place_, "expected the graph that the package was made from, got another:"}};
    for (std::size_t i = 0; i < messages_.size() && i < kMostFaults; ++i) faults.push_back({place_, messages_[i]});
    if (messages_.size() > kMostFaults)
      faults.push_back({place_, fmt::format("and {} more differences", messages_.size() - kMostFaults)});
    throw UserError(std::move(faults));
  }

 private:
  std::string place_;
  std::vector<std::string> messages_;
};

}  // namespace

void check_origin(const graph::Model& model, const graph::FloatGraph& graph, const std::string& place) {
  Differences found(place);
  found.compare("/image", text(model.image), text(graph.image));
  found.compare("/input", shape_of(model, model.input), shape_of(graph, graph.input));
  found.compare("/output", name_of(model, model.output), name_of(graph, graph.output));
  if (const int expected = tasks::task_of(model).columns, got = tasks::task_of(graph).columns; expected != got)
    found.add(fmt::format("/output: expected {} classes as in the package, got {}", expected, got));
  const std::map<std::string, Outline> wanted = outlines(model), there = outlines(graph);
  for (const graph::FloatNode& node : graph.nodes)
    if (!wanted.contains(node.name)) found.add(fmt::format("/nodes: the package has no node {}", node.name));
  for (const graph::Node& node : model.nodes) {
    const std::string at = "node " + node.name;
    const auto other = there.find(node.name);
    if (other == there.end()) {
      found.add(fmt::format("/nodes: expected a node {} as in the package, got none", node.name));
      continue;
    }
    const Outline &expected = wanted.at(node.name), &got = other->second;
    found.compare(at, expected.kind, got.kind);
    found.compare(at, expected.shape, got.shape);
    found.compare(at, fmt::format("inputs {}", fmt::join(expected.inputs, ", ")),
                  fmt::format("inputs {}", fmt::join(got.inputs, ", ")));
    // The graph's are those that do not come of quantization.
    for (const auto& [name, count] : got.counts)
      if (const auto same = expected.counts.find(name); same != expected.counts.end())
        found.compare(at, fmt::format("{} {}", same->second, name), fmt::format("{} {}", count, name));
  }
  found.finish();
}

}  // namespace octet::compress
