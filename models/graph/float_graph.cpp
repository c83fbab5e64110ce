// SPDX-License-Identifier: Apache-2.0
#include "models/graph/float_graph.hpp"

#include <map>
#include <optional>

#include "models/graph/graph_folder.hpp"
#include "models/graph/image_input.hpp"
#include "models/operators/inference.hpp"

namespace octet::graph {
namespace {

/// Builds the graph node by node; a node whose inputs are unknown still defines its output, so that one mistake gives
/// one message (`rows` 0 marks a value of unknown shape).
class GraphReader {
 public:
  explicit GraphReader(const std::filesystem::path& folder)
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
    tensors_.tell_unused(file_);
    file_.finish();
    return std::move(graph_);
  }

 private:
  void read_input(io::YamlMap& root) {
    io::YamlMap input(file_, root.mapping("input"), "/input");
    const std::string name = input.name("name");
    const std::optional<Size> size = read_size(input);
    if (const std::string type = input.text("type"); type != "uint8")
      input.fault("type", "expected uint8, got '" + type + "'");
    input.finish();
    graph_.values.push_back({name, size.value_or(Size{}).rows, size.value_or(Size{}).columns});
    ids_[name] = 0;
    if (!root.has("image")) return;
    io::YamlMap image(file_, root.mapping("image"), "/image");
    graph_.image = read_image_input(image);
    image.finish();
    if (const std::string wrong = image_input_fault(graph_.image, graph_.values[0].rows, graph_.values[0].columns);
        size && !wrong.empty())
      root.fault("image", wrong);
  }

  const FloatValue& at(ValueId id) const { return graph_.values[static_cast<std::size_t>(id)]; }
  bool known(ValueId id) const { return at(id).rows > 0; }

  ValueId define(io::YamlMap& map, const std::string& name, Size size) {
    graph_.values.push_back({name, size.rows, size.columns});
    const auto id = static_cast<ValueId>(graph_.values.size()) - 1;
    if (!ids_.emplace(name, id).second) map.fault("name", "'" + name + "' is defined twice");
    return id;
  }

  /// The tensor a key names, of the wanted shape (0: any extent); zeros of the shape after a fault.
  std::vector<float> tensor(io::YamlMap& map, const std::string& key, std::vector<std::uint64_t>& shape) {
    const std::string name = map.text(key);
    const io::Tensor* const found = tensors_.use(name);
    std::string wrong;
    if (found == nullptr) {
      if (map.has(key)) wrong = "expected the name of a tensor in model.safetensors, got '" + name + "'";
    } else if (found->dtype != io::DType::kF32) {
      wrong = "expected a tensor of type F32, got " + std::string(io::dtype_name(found->dtype));
    } else {
      const auto& got = found->shape;
      bool fits = got.size() == shape.size();
      for (std::size_t i = 0; fits && i < got.size(); ++i)
        fits = got[i] > 0 && got[i] <= kLargestExtent && (shape[i] == 0 || shape[i] == got[i]);
      if (fits) {
        shape = got;
        return found->values<float>();
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

  /// The ids of the node's inputs, exactly `count` of them (unknown ones replaced by a value of unknown shape).
  std::vector<ValueId> inputs(io::YamlMap& map, std::size_t count) {
    std::vector<ValueId> ids;
    for (const std::string& name : read_inputs(map, count)) {
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
    std::optional<FloatOperator> op = read_operator<FloatOperator>(map);
    if (!op) {
      define(map, name, {});
      return;
    }
    NodeFields fields{{}, *this, map, inputs(map, inputs_of(*op).size())};
    visit_fields(*op, fields);
    Shapes shapes(*this, map);
    const Size size = std::visit([&](const auto& it) { return it.infer(shapes); }, *op);
    const ValueId output = define(map, name, size);
    std::visit([&](auto& it) { it.output = output; }, *op);
    map.finish();
    graph_.nodes.push_back({name, std::move(*op), file_.place(node)});
  }

  /// Reads the fields of one node, its inputs known.
  struct NodeFields : FieldVisitor {
    GraphReader& reader;
    io::YamlMap& map;
    std::vector<ValueId> inputs;
    std::size_t next = 0;

    void input(const char*, ValueId& id) { id = inputs[next++]; }
    void tensor(const char* name, std::vector<float>& data, Extent columns) {
      std::vector<std::uint64_t> shape{reader.extent(columns)};
      data = reader.tensor(map, name, shape);
    }
    void tensor(const char* name, Matrix<float>& data, Extent rows, Extent columns) {
      std::vector<std::uint64_t> shape{reader.extent(rows), reader.extent(columns)};
      std::vector<float> elements = reader.tensor(map, name, shape);
      data = {shape[0], shape[1], std::move(elements)};
    }
    void integer(const char* name, auto& number, std::int64_t low, std::int64_t high) {
      number = static_cast<std::remove_reference_t<decltype(number)>>(map.integer(name, low, high));
    }
    void number(const char* name, double& number, double low, double high) { number = map.number(name, low, high); }
    void number(const char* name, double& number, double low, double high, double fallback) {
      number = map.has(name) ? map.number(name, low, high) : fallback;
    }
  };

  /// What is known of a node's inputs; its faults are the file's.
  class Shapes final : public Inference {
   public:
    Shapes(const GraphReader& reader, io::YamlMap& map) : reader_(reader), map_(map) {}
    Size size(ValueId id) const override { return {reader_.at(id).rows, reader_.at(id).columns}; }
    std::string name(ValueId id) const override { return reader_.at(id).name; }
    void fault(const char* field, const std::string& message) override { map_.fault(field, message); }

   private:
    const GraphReader& reader_;
    io::YamlMap& map_;
  };

  std::uint64_t extent(const Extent& it) const {
    if (it.columns_of < 0) return it.count;
    return known(it.columns_of) ? static_cast<std::uint64_t>(at(it.columns_of).columns) : 0;
  }

  io::YamlFile file_;
  FolderTensors tensors_;
  FloatGraph graph_;
  std::map<std::string, ValueId> ids_;
};

}  // namespace

FloatGraph read_float_graph(const std::filesystem::path& folder) {
  std::error_code error;
  const auto status = std::filesystem::status(folder, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
    throw UserError(folder.string(), "expected the folder of a float graph, got a file");
  if (!std::filesystem::exists(folder / "graph.yaml", error) && std::filesystem::exists(folder / "model.yaml", error))
    throw UserError(folder.string(), "expected a float graph, got a package");
  return GraphReader(folder).read();
}

}  // namespace octet::graph
