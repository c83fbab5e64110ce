// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.hpp"
#include "models/graph/package.hpp"
#include "models/graph/validate.hpp"
#include "models/io/files.hpp"
#include "models/io/safetensors.hpp"
#include "models/io/yaml_reader.hpp"

namespace octet::graph {
namespace {

class Writer {
 public:
  explicit Writer(const Model& model) : model_(model) {}

  void write(const std::filesystem::path& folder) {
    header();
    text_ += "nodes:\n";
    for (const Node& node : model_.nodes) write_node(node);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw UserError(folder.string(), "cannot be created: " + error.message());
    io::write_safetensors(tensors_, folder / "model.safetensors");
    io::write_file(folder / "model.yaml", text_);
  }

 private:
  void header() {
    text_ += "octet_package: 1\n";
    text_ += fmt::format("name: {}\ndataset: {}\n", io::yaml_quoted(model_.name), io::yaml_quoted(model_.dataset));
    std::string widths;
    for (const NumericChoice choice : kNumericChoices)
      widths += (widths.empty() ? "" : ", ") + width_text(model_.numerics, choice);
    text_ += fmt::format("numerics: {{{}}}\n", widths);
    const ImageInput& image = model_.image;
    if (image.height != 0)
      text_ += fmt::format("image: {{height: {}, width: {}, channels: {}, patch: {}}}\n", image.height, image.width,
                           image.channels, image.patch);
    text_ += fmt::format("input: {}\noutput: {}\n", value_name(model_.input), value_name(model_.output));
    text_ += model_.provenance.empty() ? "provenance: {}\n" : "provenance:\n";
    for (const auto& [key, value] : model_.provenance)
      text_ += fmt::format("  {}: {}\n", io::yaml_quoted(key), io::yaml_quoted(value));
    text_ += "values:\n";
    for (const Value& v : model_.values)
      text_ += fmt::format("  - {{name: {}, shape: [{}, {}], bits: {}, unsigned: {}, scale: {}}}\n",
                           io::yaml_quoted(v.name), v.rows, v.columns, v.bits, v.is_unsigned, v.scale);
  }

  static std::string width_text(const Numerics& numerics, NumericChoice choice) {
    return fmt::format("{}: {}", kNumericRanges[choice].name, width_of(numerics, choice));
  }
  std::string value_name(ValueId id) const { return io::yaml_quoted(model_.values[static_cast<std::size_t>(id)].name); }

  /// One line: name, op, inputs, output, then widths that are not the model's and the other fields ("key: value" each).
  void write_node(const Node& node) {
    NodeFields fields{{}, model_, tensors_, node, {}};
    for (const NumericChoice choice : own_choices(node.op))
      if (const Numerics own = numerics_of(model_, node); width_of(own, choice) != width_of(model_.numerics, choice))
        fields.text += ", " + width_text(own, choice);
    visit_fields(node.op, fields);
    std::string names;
    for (const ValueId id : inputs_of(node.op)) names += (names.empty() ? "" : ", ") + value_name(id);
    text_ += fmt::format("  - {{name: {}, op: {}, inputs: [{}], output: {}{}}}\n", io::yaml_quoted(node.name),
                         kind_of(node.op), names, value_name(output_of(node.op)), fields.text);
  }

  /// Numbers go to the text, arrays to tensors named `<node>.<field>`.
  struct NodeFields : FieldVisitor {
    const Model& model;
    io::Tensors& tensors;
    const Node& node;
    std::string text;

    template <class T>
    void tensor(const char* name, const std::vector<T>& data) {
      tensors[node.name + "." + name] = io::Tensor::of(data, {data.size()});
    }
    template <class T>
    void tensor(const char* name, const Matrix<T>& data) {
      tensors[node.name + "." + name] = io::Tensor::of(data.data(), {data.rows(), data.columns()});
    }
    void elements(const char* name, const Matrix<std::int32_t>& data) {
      if (is_stored_wide(model.numerics, model.values[static_cast<std::size_t>(output_of(node.op))]))
        return tensor(name, data);
      Matrix<std::int16_t> narrow(data.rows(), data.columns());  // wide enough: the model is valid
      std::transform(data.data().begin(), data.data().end(), narrow.data().begin(),
                     [](std::int32_t x) { return static_cast<std::int16_t>(x); });
      tensor(name, narrow);
    }
    void scales(const std::vector<DyadicScale>& scales) {
      std::vector<std::uint32_t> multipliers;
      std::vector<std::uint8_t> shifts;
      for (const DyadicScale scale : scales) {
        multipliers.push_back(scale.multiplier);
        shifts.push_back(scale.shift);
      }
      tensor("multiplier", multipliers);
      tensor("shift", shifts);
    }
    void dyadic(const char* name, DyadicScale scale) {
      text += fmt::format(", {}: [{}, {}]", name, scale.multiplier, scale.shift);
    }
    void integer(const char* name, auto number, std::int64_t, std::int64_t, auto...) {
      text += fmt::format(", {}: {}", name, number);
    }
  };

  const Model& model_;
  std::string text_;
  io::Tensors tensors_;
};

}  // namespace

void write_package(const Model& model, const std::filesystem::path& folder) {
  OCTET_CHECK(model.has_weights, "a package has weights");
  validate(model, folder.string());
  Writer(model).write(folder);
}

}  // namespace octet::graph
