// SPDX-License-Identifier: Apache-2.0
#include "models/graph/float_graph.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "models/core/nearest.hpp"
#include "models/graph/image_input.hpp"
#include "models/io/safetensors.hpp"
#include "models/io/yaml_reader.hpp"

namespace octet::graph {
namespace {

constexpr int kLargestExtent = 65536;

/// Builds the graph node by node; a node whose inputs are unknown still defines its output, so that one mistake gives
/// one message (`rows` 0 marks a value of unknown shape).
class Reader {
 public:
  explicit Reader(const std::filesystem::path& folder)
      : file_(folder / "graph.yaml"), tensors_(io::read_safetensors(folder / "model.safetensors")) {}

  FloatGraph read() {
    io::YamlMap root(file_, file_.root(), "");
    root.integer("octet_graph", 1, 1);
    graph_.name = root.title("name");
    graph_.dataset = root.text("dataset", "");
    if (!graph_.dataset.empty()) root.title("dataset");
    read_input(root);
    std::size_t index = 0;
    for (const YAML::Node& node : root.sequence("nodes")) read_node(node, "/nodes/" + std::to_string(index++));
    const std::string output = root.text("output");
    if (!ids_.contains(output)) {
      root.fault("output", "expected the name of a node, got '" + output + "'");
    } else {
      graph_.output = ids_[output];
    }
    root.finish();
    for (const auto& [name, tensor] : tensors_)
      if (!used_.contains(name)) file_.fault(file_.root(), "/nodes: no node uses the tensor '" + name + "'");
    file_.finish();
    return std::move(graph_);
  }

 private:
  void read_input(io::YamlMap& root) {
    io::YamlMap input(file_, root.mapping("input"), "/input");
    const std::string name = input.name("name");
    const auto shape = input.integers("shape", 1, kLargestExtent);
    if (shape.size() != 2) input.fault("shape", "expected two extents, got " + std::to_string(shape.size()));
    if (const std::string type = input.text("type"); type != "uint8")
      input.fault("type", "expected uint8, got '" + type + "'");
    input.finish();
    const bool good = shape.size() == 2;
    graph_.values.push_back({name, good ? static_cast<int>(shape[0]) : 0, good ? static_cast<int>(shape[1]) : 0});
    ids_[name] = 0;
    if (!root.has("image")) return;
    io::YamlMap image(file_, root.mapping("image"), "/image");
    graph_.image = read_image_input(image);
    image.finish();
    if (const std::string wrong = image_input_fault(graph_.image, graph_.values[0].rows, graph_.values[0].columns);
        good && !wrong.empty())
      root.fault("image", wrong);
  }

  const FloatValue& at(ValueId id) const { return graph_.values[static_cast<std::size_t>(id)]; }
  bool known(ValueId id) const { return at(id).rows > 0; }

  ValueId define(io::YamlMap& map, const std::string& name, int rows, int columns) {
    graph_.values.push_back({name, rows, columns});
    const auto id = static_cast<ValueId>(graph_.values.size()) - 1;
    if (!ids_.emplace(name, id).second) map.fault("name", "'" + name + "' is defined twice");
    return id;
  }

  /// The tensor a key names, of the wanted shape (0: any extent); zeros of the shape after a fault.
  std::vector<float> tensor(io::YamlMap& map, const std::string& key, std::vector<std::uint64_t>& shape) {
    const std::string name = map.text(key);
    const auto found = tensors_.find(name);
    used_.insert(name);
    std::string wrong;
    if (found == tensors_.end()) {
      if (map.has(key)) wrong = "expected the name of a tensor in model.safetensors, got '" + name + "'";
    } else if (found->second.dtype != io::DType::kF32) {
      wrong = "expected a tensor of type F32, got " + std::string(io::dtype_name(found->second.dtype));
    } else {
      const auto& got = found->second.shape;
      bool fits = got.size() == shape.size();
      for (std::size_t i = 0; fits && i < got.size(); ++i)
        fits = got[i] > 0 && got[i] <= kLargestExtent && (shape[i] == 0 || shape[i] == got[i]);
      if (fits) {
        shape = got;
        return found->second.values<float>();
      }
      std::string wanted = "[";
      for (std::size_t i = 0; i < shape.size(); ++i)
        wanted += (i ? ", " : "") + (shape[i] ? std::to_string(shape[i]) : "any");
      wrong = "expected a tensor of shape " + wanted + "], got " + io::shape_text(got);
    }
    if (!wrong.empty()) map.fault(key, wrong);
    std::uint64_t size = 1;
    for (std::uint64_t& extent : shape) size *= extent ? extent : (extent = 1);
    return std::vector<float>(size);
  }

  std::vector<float> vector_of(io::YamlMap& map, const std::string& key, int columns) {
    std::vector<std::uint64_t> shape{static_cast<std::uint64_t>(columns)};
    return tensor(map, key, shape);
  }
  Matrix<float> matrix_of(io::YamlMap& map, const std::string& key, int rows, int columns) {
    std::vector<std::uint64_t> shape{static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(columns)};
    std::vector<float> data = tensor(map, key, shape);
    return {shape[0], shape[1], std::move(data)};
  }

  /// Whether two values agree in shape; a fault otherwise.
  void same_shape(io::YamlMap& map, ValueId a, ValueId b) {
    if (!known(a) || !known(b) || (at(a).rows == at(b).rows && at(a).columns == at(b).columns)) return;
    const auto text = [&](ValueId id) {
      return fmt::format("'{}' [{}, {}]", at(id).name, at(id).rows, at(id).columns);
    };
    map.fault("inputs", "expected equal shapes, got " + text(a) + " and " + text(b));
  }

  /// The ids of the node's inputs, exactly `count` of them (unknown ones replaced by a value of unknown shape).
  std::vector<ValueId> inputs(io::YamlMap& map, std::size_t count) {
    std::vector<ValueId> ids;
    const std::vector<std::string> names = map.texts("inputs");
    if (names.size() != count)
      map.fault("inputs", "expected " + std::to_string(count) + " names, got " + std::to_string(names.size()));
    for (const std::string& name : names) {
      const auto found = ids_.find(name);
      if (found == ids_.end()) map.fault("inputs", "expected the graph input or an earlier node, got '" + name + "'");
      ids.push_back(found == ids_.end() ? unknown() : found->second);
    }
    while (ids.size() < count) ids.push_back(unknown());
    return ids;
  }
  ValueId unknown() {
    graph_.values.push_back({"", 0, 0});
    return static_cast<ValueId>(graph_.values.size()) - 1;
  }

  void read_node(const YAML::Node& node, const std::string& path) {
    io::YamlMap map(file_, node, path);
    const std::string name = map.name("name");
    const std::string kind = map.text("op");
    static const std::map<std::string, FloatOperator (Reader::*)(io::YamlMap&, const std::string&)> kKinds = {
        {"linear", &Reader::linear},       {"constant", &Reader::constant},   {"add", &Reader::add},
        {"layernorm", &Reader::layernorm}, {"attention", &Reader::attention}, {"gelu", &Reader::gelu},
        {"mean", &Reader::mean},           {"softmax", &Reader::softmax}};
    const auto found = kKinds.find(kind);
    if (found == kKinds.end()) {
      if (map.has("op"))
        map.fault("op",
                  "expected linear, constant, add, layernorm, attention, gelu, mean or softmax, got '" + kind + "'");
      define(map, name, 0, 0);
      return;
    }
    FloatOperator op = (this->*found->second)(map, name);
    map.finish();
    graph_.nodes.push_back({name, std::move(op), file_.place(node)});
  }

  FloatOperator linear(io::YamlMap& map, const std::string& name) {
    FloatLinear op{};
    op.input = inputs(map, 1)[0];
    op.weight = matrix_of(map, "weight", 0, known(op.input) ? at(op.input).columns : 0);
    const int columns = static_cast<int>(op.weight.rows());
    op.bias = vector_of(map, "bias", columns);
    op.output = define(map, name, at(op.input).rows, columns);
    return op;
  }
  FloatOperator constant(io::YamlMap& map, const std::string& name) {
    FloatConstant op{};
    inputs(map, 0);
    op.data = matrix_of(map, "value", 0, 0);
    op.output = define(map, name, static_cast<int>(op.data.rows()), static_cast<int>(op.data.columns()));
    return op;
  }
  FloatOperator add(io::YamlMap& map, const std::string& name) {
    const auto ids = inputs(map, 2);
    same_shape(map, ids[0], ids[1]);
    return FloatAdd{ids[0], ids[1], define(map, name, at(ids[0]).rows, at(ids[0]).columns)};
  }
  FloatOperator layernorm(io::YamlMap& map, const std::string& name) {
    FloatLayerNorm op{};
    op.input = inputs(map, 1)[0];
    const int columns = known(op.input) ? at(op.input).columns : 0;
    op.weight = vector_of(map, "weight", columns);
    op.bias = vector_of(map, "bias", columns);
    op.epsilon = map.number("epsilon", 1e-30, 1.0);
    op.output = define(map, name, at(op.input).rows, columns);
    return op;
  }
  FloatOperator attention(io::YamlMap& map, const std::string& name) {
    FloatAttention op{};
    const auto ids = inputs(map, 3);
    op.query = ids[0], op.key = ids[1], op.value = ids[2];
    same_shape(map, op.key, op.value);
    const FloatValue query = at(op.query);
    if (known(op.query) && known(op.key) && query.columns != at(op.key).columns)
      map.fault("inputs", "expected query and key of equal columns, got " + std::to_string(query.columns) + " and " +
                              std::to_string(at(op.key).columns));
    op.heads = static_cast<int>(map.integer("heads", 1, kLargestExtent));
    if (known(op.query) && query.columns % op.heads != 0)
      map.fault("heads", "expected a divisor of " + std::to_string(query.columns) + " columns, got " +
                             std::to_string(op.heads) +
                             did_you_mean_divisor(static_cast<std::uint64_t>(op.heads),
                                                  static_cast<std::uint64_t>(query.columns), kLargestExtent));
    op.output = define(map, name, query.rows, query.columns);
    return op;
  }
  FloatOperator gelu(io::YamlMap& map, const std::string& name) {
    const ValueId input = inputs(map, 1)[0];
    return FloatGelu{input, define(map, name, at(input).rows, at(input).columns)};
  }
  FloatOperator mean(io::YamlMap& map, const std::string& name) {
    const ValueId input = inputs(map, 1)[0];
    return FloatMean{input, define(map, name, known(input) ? 1 : 0, at(input).columns)};
  }
  FloatOperator softmax(io::YamlMap& map, const std::string& name) {
    const ValueId input = inputs(map, 1)[0];
    return FloatSoftmax{input, define(map, name, at(input).rows, at(input).columns)};
  }

  io::YamlFile file_;
  io::Tensors tensors_;
  FloatGraph graph_;
  std::map<std::string, ValueId> ids_;
  std::set<std::string> used_;
};

}  // namespace

FloatGraph read_float_graph(const std::filesystem::path& folder) {
  std::error_code error;
  const auto status = std::filesystem::status(folder, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
    throw UserError(folder.string(), "expected the folder of a float graph, got a file");
  if (!std::filesystem::exists(folder / "graph.yaml", error) && std::filesystem::exists(folder / "model.yaml", error))
    throw UserError(folder.string(), "expected a float graph, got a package");
  return Reader(folder).read();
}

}  // namespace octet::graph
