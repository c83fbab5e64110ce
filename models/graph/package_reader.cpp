// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>

#include "models/graph/graph_folder.hpp"
#include "models/graph/image_input.hpp"
#include "models/graph/package.hpp"
#include "models/graph/validate.hpp"

namespace octet::graph {
namespace {

/// Reads structure and types; whether the result makes sense is `find_faults`' business.
class PackageReader {
 public:
  PackageReader(io::YamlFile file, io::Tensors tensors) : file_(std::move(file)), tensors_(std::move(tensors)) {}

  Model read() {
    io::YamlMap root(file_, file_.root(), "");
    root.integer("octet_package", 1, 1);
    model_.name = root.title("name");
    model_.dataset = root.text("dataset");
    if (!model_.dataset.empty()) root.title("dataset");
    read_numerics(root);
    if (root.has("image")) {
      io::YamlMap image(file_, root.mapping("image"), "/image");
      model_.image = read_image_input(image);
      image.finish();
    }
    for (const auto& pair : root.mapping("provenance")) {
      const bool good = pair.first.IsScalar() && pair.second.IsScalar();
      if (!good) file_.fault(pair.first, "/provenance: expected text");
      if (good && !model_.provenance.emplace(pair.first.Scalar(), pair.second.Scalar()).second)
        file_.fault(pair.first, "/provenance/" + pair.first.Scalar() + ": given twice");
    }
    std::size_t index = 0;
    for (const YAML::Node& value : root.sequence("values")) read_value(value, "/values/" + std::to_string(index++));
    model_.input = value_of(root, "input", root.text("input"));
    model_.output = output_value(root);
    index = 0;
    for (const YAML::Node& node : root.sequence("nodes")) read_node(node, "/nodes/" + std::to_string(index++));
    root.finish();
    tensors_.tell_unused(file_);
    file_.finish();
    for (const Fault& fault : find_faults(model_)) {
      const std::string path = fault.node >= 0    ? "/nodes/" + std::to_string(fault.node) + ": "
                               : fault.value >= 0 ? "/values/" + std::to_string(fault.value) + ": "
                                                  : "/";
      file_.fault(fault.node >= 0
                      ? node_places_[static_cast<std::size_t>(fault.node)]
                      : (fault.value >= 0 ? value_places_[static_cast<std::size_t>(fault.value)] : file_.root()),
                  path + fault.message);
    }
    file_.finish();
    return std::move(model_);
  }

 private:
  void read_numerics(io::YamlMap& root) {
    io::YamlMap map(file_, root.mapping("numerics"), "/numerics");
    for (const NumericChoice choice : kNumericChoices)
      model_.numerics.*kNumericRanges[choice].width = bits(map, choice);
    map.finish();
  }
  static int bits(io::YamlMap& map, NumericChoice choice) {
    return static_cast<int>(map.integer(kNumericRanges[choice].name, 0, 64));  // find_faults knows the ranges
  }

  void read_value(const YAML::Node& node, const std::string& path) {
    io::YamlMap map(file_, node, path);
    Value value;
    value.name = map.name("name");
    if (const std::optional<Size> size = read_size(map)) {
      value.rows = size->rows;
      value.columns = size->columns;
    }
    value.bits = static_cast<int>(map.integer("bits", 0, 64));
    value.is_unsigned = map.boolean("unsigned");
    value.scale = map.number("scale", kLeastScale, kLargestScale);
    map.finish();
    if (!ids_.emplace(value.name, static_cast<ValueId>(model_.values.size())).second)
      map.fault("name", "'" + value.name + "' is defined twice");
    model_.values.push_back(std::move(value));
    value_places_.push_back(node);
  }

  ValueId value_of(io::YamlMap& map, const std::string& key, const std::string& name) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) return found->second;
    if (map.has(key)) map.fault(key, "expected the name of a value, got '" + name + "'");
    return 0;
  }

  ValueId output_value(io::YamlMap& map) { return value_of(map, "output", map.text("output")); }
  std::vector<ValueId> inputs(io::YamlMap& map, std::size_t count) {
    std::vector<ValueId> ids;
    for (const std::string& name : read_inputs(map, count)) ids.push_back(value_of(map, "inputs", name));
    ids.resize(count, 0);
    return ids;
  }

  DyadicScale dyadic(io::YamlMap& map, const std::string& key) {
    const auto pair = map.integers(key, 0, (std::int64_t{1} << 32) - 1);
    if (pair.size() != 2 || pair[1] > 62) {
      map.fault(key, "expected [multiplier, shift] with a shift up to 62");
      return {};
    }
    return {static_cast<std::uint32_t>(pair[0]), static_cast<std::uint8_t>(pair[1])};
  }

  /// Tensor `<node>.<field>` of this type and rank; nothing after a fault.
  template <class T>
  std::optional<io::Tensor> tensor(io::YamlMap& map, const std::string& node, const std::string& field,
                                   std::size_t rank) {
    const std::string name = node + "." + field;
    const io::Tensor* const found = tensors_.use(name);
    if (found == nullptr) {
      map.fault("name", "expected the tensor '" + name + "' in model.safetensors");
    } else if (found->dtype != io::DTypeOf<T>::kValue) {
      map.fault("name", "expected the tensor '" + name + "' of type " +
                            std::string(io::dtype_name(io::DTypeOf<T>::kValue)) + ", got " +
                            std::string(io::dtype_name(found->dtype)));
    } else if (found->shape.size() != rank) {
      map.fault("name", "expected the tensor '" + name + "' with " + std::to_string(rank) + " dimensions, got " +
                            io::shape_text(found->shape));
    } else {
      return *found;
    }
    return std::nullopt;
  }
  template <class T>
  std::vector<T> vector(io::YamlMap& map, const std::string& node, const std::string& field) {
    const auto found = tensor<T>(map, node, field, 1);
    return found ? found->template values<T>() : std::vector<T>{};
  }
  template <class T>
  Matrix<T> matrix(io::YamlMap& map, const std::string& node, const std::string& field) {
    const auto found = tensor<T>(map, node, field, 2);
    return found ? Matrix<T>(found->shape[0], found->shape[1], found->template values<T>()) : Matrix<T>{};
  }

  void read_node(const YAML::Node& node, const std::string& path) {
    io::YamlMap map(file_, node, path);
    const std::string name = map.name("name");
    std::optional<Operator> op = read_operator<Operator>(map);
    if (!op) return;
    SomeNumerics own;
    for (const NumericChoice choice : own_choices(*op))
      if (map.has(kNumericRanges[choice].name)) own[choice] = bits(map, choice);
    NodeFields fields{
        {}, *this, map, name, with(model_.numerics, own), inputs(map, inputs_of(*op).size()), output_value(map)};
    visit_fields(*op, fields);
    map.finish();
    model_.nodes.push_back({name, std::move(*op), own});
    node_places_.push_back(node);
  }

  /// Reads the fields of one node, its inputs known.
  struct NodeFields : FieldVisitor {
    PackageReader& reader;
    io::YamlMap& map;
    const std::string& node;
    Numerics numerics;
    std::vector<ValueId> inputs;
    ValueId written;
    std::size_t next = 0;

    void input(const char*, ValueId& id) { id = inputs[next++]; }
    void output(ValueId& id) { id = written; }
    template <class T>
    void tensor(const char* name, Matrix<T>& data) {
      data = reader.matrix<T>(map, node, name);
    }
    template <class T>
    void tensor(const char* name, std::vector<T>& data) {
      data = reader.vector<T>(map, node, name);
    }
    void elements(const char* name, Matrix<std::int32_t>& data) {
      const auto index = static_cast<std::size_t>(written);
      const bool is_known = index < reader.model_.values.size();  // else told
      if (is_known && is_stored_wide(numerics, reader.model_.values[index])) return tensor(name, data);
      const auto narrow = reader.matrix<std::int16_t>(map, node, name);
      data = {narrow.rows(), narrow.columns(), {narrow.data().begin(), narrow.data().end()}};
    }
    void scales(std::vector<DyadicScale>& scales) {
      const auto multipliers = reader.vector<std::uint32_t>(map, node, "multiplier");
      const auto shifts = reader.vector<std::uint8_t>(map, node, "shift");
      if (multipliers.size() != shifts.size())
        map.fault("name", "expected as many shifts as multipliers in '" + node + "'");
      for (std::size_t i = 0; i < std::min(multipliers.size(), shifts.size()); ++i)
        scales.push_back({multipliers[i], shifts[i]});
    }
    void dyadic(const char* name, DyadicScale& scale) { scale = reader.dyadic(map, name); }
    void integer(const char* name, auto& number, std::int64_t low, std::int64_t high) {
      number = static_cast<std::remove_reference_t<decltype(number)>>(map.integer(name, low, high));
    }
    void integer(const char* name, auto& number, std::int64_t low, std::int64_t high, auto fallback) {
      number = static_cast<std::remove_reference_t<decltype(number)>>(map.integer(name, low, high, fallback(numerics)));
    }
  };

  io::YamlFile file_;
  FolderTensors tensors_;
  Model model_;
  std::map<std::string, ValueId> ids_;
  std::vector<YAML::Node> value_places_, node_places_;
};

}  // namespace

Model read_package(const std::filesystem::path& folder) {
  std::error_code error;
  const auto status = std::filesystem::status(folder, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
    throw UserError(folder.string(), "expected a package folder, got a file");
  if (!std::filesystem::exists(folder / "model.yaml", error) && std::filesystem::exists(folder / "graph.yaml", error))
    throw UserError(folder.string(), "expected a package, got a float graph: `octet compress` makes a package of it");
  io::YamlFile file(folder / "model.yaml");  // its faults come first
  return PackageReader(std::move(file), io::read_safetensors(folder / "model.safetensors", io::Floats::kAny)).read();
}

Model parse_package(const std::string& yaml, const std::string& tensors) {
  io::YamlFile file(yaml, "model.yaml");
  return PackageReader(std::move(file), io::parse_safetensors(tensors, "model.safetensors", io::Floats::kAny)).read();
}

}  // namespace octet::graph
