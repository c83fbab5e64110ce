// SPDX-License-Identifier: Apache-2.0
#include "models/blocks/shapes.hpp"

#include "models/blocks/encoder.hpp"
#include "models/core/nearest.hpp"
#include "models/graph/validate.hpp"
#include "models/io/yaml_reader.hpp"
#include "models/units/normalization.hpp"

namespace octet::blocks {
namespace {

constexpr int kMostLayers = 256;
constexpr int kMostHeads = 128;  // the counters of dependency tokens end at 255
constexpr int kWidestNorm = static_cast<int>(golden::kLongestNormalizedRow);
constexpr int kMostSteps = 32768;  // a command counts up to 65535 rows, tiles or chunks

struct Encoder {
  int layers = 1, width = 1, heads = 1, ffn_width = 1, tokens = 1;
  bool post_norm = true;
};

graph::Model build(const std::string& name, const Encoder& it) {
  Builder builder(name);
  // Post-LayerNorm: the embedding ends with a LayerNorm, so 8 bits. Pre-LayerNorm: the residual stream itself.
  ValueId x = builder.input("input", {it.tokens, it.width}, it.post_norm ? 8 : builder.numerics().residual_bits);
  for (int layer = 0; layer < it.layers; ++layer) {
    builder.set_prefix("layers." + std::to_string(layer) + ".");
    x = encoder_layer(builder, x, {it.heads, it.ffn_width, it.post_norm});
  }
  return builder.finish(x);
}

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
  out.model = build(name, encoder);
  for (const graph::Fault& fault : graph::find_faults(out.model)) root.fault("encoder", fault.message);
  file.finish();
  return out;
}

}  // namespace

ShapesWorkload read_shapes(const std::filesystem::path& path) { return read(io::YamlFile(path)); }

ShapesWorkload parse_shapes(const std::string& yaml, const std::string& name) { return read(io::YamlFile(yaml, name)); }

}  // namespace octet::blocks
