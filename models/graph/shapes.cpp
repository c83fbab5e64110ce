// SPDX-License-Identifier: Apache-2.0
#include "models/graph/shapes.hpp"

#include "models/core/nearest.hpp"
#include "models/graph/validate.hpp"
#include "models/io/yaml_reader.hpp"
#include "models/units/activation.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {
namespace {

constexpr int kMostLayers = 256;
constexpr int kMostHeads = 128;            // the counters of dependency tokens end at 255
constexpr int kWidestNorm = 4096;          // the normalization unit's longest row
constexpr int kMostSteps = 32768;          // a command counts up to 65535 rows, tiles or chunks
constexpr double kLargestGeluInput = 4.0;  // as compression chooses it for inputs of deviation 1

struct Encoder {
  int layers = 1, width = 1, heads = 1, ffn_width = 1, tokens = 1;
  bool post_norm = true;
};

class Builder {
 public:
  Builder(std::string name, const Encoder& encoder) : encoder_(encoder) {
    model_.name = std::move(name);
    model_.has_weights = false;
  }

  Model build() {
    // Post-LayerNorm: the embedding ends with a LayerNorm, so 8 bits. Pre-LayerNorm: the residual stream itself.
    ValueId x = model_.input = value("input", encoder_.width, encoder_.post_norm ? 8 : model_.numerics.residual_bits);
    for (int layer = 0; layer < encoder_.layers; ++layer) {
      prefix_ = "layers." + std::to_string(layer) + ".";
      x = encoder_.post_norm ? post_norm_layer(x) : pre_norm_layer(x);
    }
    model_.output = x;
    return std::move(model_);
  }

 private:
  ValueId value(const std::string& name, int columns, int bits) {
    model_.values.push_back({name, encoder_.tokens, columns, bits, false, 1.0});
    return static_cast<ValueId>(model_.values.size()) - 1;
  }
  template <class Op>
  ValueId node(const std::string& name, Op op, int columns, int bits) {
    op.output = value(prefix_ + name, columns, bits);
    model_.nodes.push_back({prefix_ + name, op});
    return op.output;
  }
  ValueId linear(const std::string& name, ValueId input, int columns, int bits) {
    Linear op{};
    op.input = input;
    return node(name, op, columns, bits);
  }
  ValueId layernorm(const std::string& name, ValueId input) {
    LayerNorm op{};
    op.input = input;
    return node(name, op, encoder_.width, 8);
  }
  ValueId add(const std::string& name, ValueId a, ValueId b) {
    Add op{};
    op.a = a;
    op.b = b;
    return node(name, op, encoder_.width, model_.numerics.residual_bits);
  }

  ValueId attention(ValueId x) {
    Attention op{};
    op.query = linear("attention.query", x, encoder_.width, 8);
    op.key = linear("attention.key", x, encoder_.width, 8);
    op.value = linear("attention.value", x, encoder_.width, 8);
    op.heads = encoder_.heads;
    op.score_align = golden::default_score_align(model_.numerics.score_bits);
    const ValueId context = node("attention", op, encoder_.width, 8);
    return linear("attention.output", context, encoder_.width, model_.numerics.residual_bits);
  }
  ValueId feed_forward(ValueId x) {
    Gelu op{};
    op.input = linear("expand", x, encoder_.ffn_width, model_.numerics.gelu_input_bits);
    op.one_bits = golden::gelu_one_bits(kLargestGeluInput, model_.numerics.gelu_input_bits);
    return linear("contract", node("gelu", op, encoder_.ffn_width, 8), encoder_.width, model_.numerics.residual_bits);
  }

  ValueId post_norm_layer(ValueId x) {
    x = layernorm("norm1", add("residual1", x, attention(x)));
    return layernorm("norm2", add("residual2", x, feed_forward(x)));
  }
  ValueId pre_norm_layer(ValueId x) {
    x = add("residual1", x, attention(layernorm("norm1", x)));
    return add("residual2", x, feed_forward(layernorm("norm2", x)));
  }

  Encoder encoder_;
  std::string prefix_;
  Model model_;
};

Encoder read_encoder(io::YamlFile& file, io::YamlMap& root) {
  io::YamlMap map(file, root.mapping("encoder"), "/encoder");
  const auto size = [&](const char* key, int most) { return static_cast<int>(map.integer(key, 1, most)); };
  Encoder encoder;
  encoder.layers = size("layers", kMostLayers);
  encoder.width = size("width", kWidestNorm);
  encoder.heads = size("heads", kMostHeads);
  encoder.ffn_width = size("ffn_width", kMostSteps);
  encoder.tokens = size("tokens", kMostSteps);
  const std::string norm = map.text("norm");
  if (map.has("norm") && norm != "pre" && norm != "post") map.fault("norm", "expected pre or post, got '" + norm + "'");
  encoder.post_norm = norm == "post";
  // A width that is missing or no number has its own message.
  if (encoder.width > 1 && encoder.width % encoder.heads != 0)
    map.fault("heads", "expected a divisor of the width " + std::to_string(encoder.width) + ", got " +
                           std::to_string(encoder.heads) +
                           did_you_mean_divisor(static_cast<std::uint64_t>(encoder.heads),
                                                static_cast<std::uint64_t>(encoder.width), kMostHeads));
  map.finish();
  return encoder;
}

ShapesWorkload read(io::YamlFile file) {
  io::YamlMap root(file, file.root(), "");
  root.integer("octet_shapes", 1, 1);
  const std::string name = root.title("name");
  ShapesWorkload out;
  out.reference = root.text("reference");
  if (root.has("reference") && root.node()["reference"].IsScalar() && out.reference.empty())
    root.fault("reference", "expected a paper, got nothing");
  root.texts("left_out");  // for people
  const Encoder encoder = read_encoder(file, root);
  root.finish();
  file.finish();
  out.model = Builder(name, encoder).build();
  for (const Fault& fault : find_faults(out.model)) root.fault("encoder", fault.message);
  file.finish();
  return out;
}

}  // namespace

ShapesWorkload read_shapes(const std::filesystem::path& path) { return read(io::YamlFile(path)); }

ShapesWorkload parse_shapes(const std::string& yaml, const std::string& name) { return read(io::YamlFile(yaml, name)); }

}  // namespace octet::graph
