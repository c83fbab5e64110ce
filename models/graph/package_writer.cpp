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

std::string dyadic_text(DyadicScale scale) { return fmt::format("[{}, {}]", scale.multiplier, scale.shift); }

/// Numbers go to the text, arrays to tensors named `<node>.<field>`.
class Writer {
 public:
  explicit Writer(const Model& model) : model_(model) {}

  void write(const std::filesystem::path& folder) {
    header();
    text_ += "nodes:\n";
    for (const Node& node : model_.nodes) {
      name_ = node.name;
      std::visit([&](const auto& op) { write_node(op); }, node.op);
    }
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
    const Numerics& n = model_.numerics;
    text_ += fmt::format("numerics: {{residual_bits: {}, multiplier_bits: {}, gelu_input_bits: {}, score_bits: {}}}\n",
                         n.residual_bits, n.multiplier_bits, n.gelu_input_bits, n.score_bits);
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

  std::string value_name(ValueId id) const { return io::yaml_quoted(model_.values[static_cast<std::size_t>(id)].name); }

  /// One line: name, op, inputs, output, then `more` ("key: value" each).
  void line(const std::string& op, const std::vector<ValueId>& inputs, ValueId output,
            const std::vector<std::string>& more = {}) {
    std::string names;
    for (const ValueId id : inputs) names += (names.empty() ? "" : ", ") + value_name(id);
    text_ += fmt::format("  - {{name: {}, op: {}, inputs: [{}], output: {}", io::yaml_quoted(name_), op, names,
                         value_name(output));
    for (const std::string& item : more) text_ += ", " + item;
    text_ += "}\n";
  }

  template <class T>
  void vector(const std::string& field, const std::vector<T>& values) {
    tensors_[name_ + "." + field] = io::Tensor::of(values, {values.size()});
  }
  template <class T>
  void matrix(const std::string& field, const Matrix<T>& values) {
    tensors_[name_ + "." + field] = io::Tensor::of(values.data(), {values.rows(), values.columns()});
  }

  void write_node(const Linear& op) {
    line("linear", {op.input}, op.output);
    matrix("weight", op.weight);
    vector("bias", op.bias);
    std::vector<std::uint32_t> multipliers;
    std::vector<std::uint8_t> shifts;
    for (const DyadicScale scale : op.scale) {
      multipliers.push_back(scale.multiplier);
      shifts.push_back(scale.shift);
    }
    vector("multiplier", multipliers);
    vector("shift", shifts);
  }
  void write_node(const Constant& op) {
    line("constant", {}, op.output);
    if (model_.numerics.is_wide()) return matrix("data", op.data);
    Matrix<std::int16_t> data(op.data.rows(), op.data.columns());  // wide enough: the model is valid
    std::transform(op.data.data().begin(), op.data.data().end(), data.data().begin(),
                   [](std::int32_t x) { return static_cast<std::int16_t>(x); });
    matrix("data", data);
  }
  void write_node(const Add& op) {
    line("add", {op.a, op.b}, op.output,
         {"scale_a: " + dyadic_text(op.scale_a), "scale_b: " + dyadic_text(op.scale_b)});
  }
  void write_node(const LayerNorm& op) {
    line("layernorm", {op.input}, op.output,
         {fmt::format("shift: {}", op.shift), fmt::format("epsilon: {}", op.epsilon)});
    vector("gamma", op.gamma);
    vector("beta", op.beta);
  }
  void write_node(const Attention& op) {
    line("attention", {op.query, op.key, op.value}, op.output,
         {fmt::format("heads: {}", op.heads), "score: " + dyadic_text(op.score), "context: " + dyadic_text(op.context),
          fmt::format("score_align: {}", op.score_align)});
  }
  void write_node(const Gelu& op) {
    line("gelu", {op.input}, op.output, {fmt::format("one_bits: {}", op.one_bits), "scale: " + dyadic_text(op.scale)});
  }
  void write_node(const Mean& op) { line("mean", {op.input}, op.output, {"scale: " + dyadic_text(op.scale)}); }
  void write_node(const Softmax& op) {
    line("softmax", {op.input}, op.output, {fmt::format("score_align: {}", op.score_align)});
  }

  const Model& model_;
  std::string text_, name_;
  io::Tensors tensors_;
};

}  // namespace

void write_package(const Model& model, const std::filesystem::path& folder) {
  OCTET_CHECK(model.has_weights, "a package has weights");
  validate(model, folder.string());
  Writer(model).write(folder);
}

}  // namespace octet::graph
