// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "models/data/dataset.hpp"
#include "models/graph/float_graph.hpp"
#include "models/io/safetensors.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/random_model.hpp"

namespace octet::test {

/// A one-layer vision transformer for 8 x 8 images (4 patches of 16 pixels, width 16, 2 heads, 3 classes) as
/// graph.yaml.
inline std::string small_graph_yaml() {
  return R"(octet_graph: 1
name: small
dataset: noise
input: {name: pixels, shape: [4, 16], type: uint8}
image: {height: 8, width: 8, channels: 1, patch: 4}
output: head
nodes:
  - {name: embed, op: linear, inputs: [pixels], weight: embed.weight, bias: embed.bias}
  - {name: position, op: constant, inputs: [], value: position.value}
  - {name: residual0, op: add, inputs: [embed, position]}
  - {name: norm1, op: layernorm, inputs: [residual0], weight: norm1.weight, bias: norm1.bias, epsilon: 1e-05}
  - {name: query, op: linear, inputs: [norm1], weight: query.weight, bias: query.bias}
  - {name: key, op: linear, inputs: [norm1], weight: key.weight, bias: key.bias}
  - {name: value, op: linear, inputs: [norm1], weight: value.weight, bias: value.bias}
  - {name: attention, op: attention, inputs: [query, key, value], heads: 2}
  - {name: output, op: linear, inputs: [attention], weight: output.weight, bias: output.bias}
  - {name: residual1, op: add, inputs: [residual0, output]}
  - {name: norm2, op: layernorm, inputs: [residual1], weight: norm2.weight, bias: norm2.bias, epsilon: 1e-05}
  - {name: expand, op: linear, inputs: [norm2], weight: expand.weight, bias: expand.bias}
  - {name: gelu, op: gelu, inputs: [expand]}
  - {name: contract, op: linear, inputs: [gelu], weight: contract.weight, bias: contract.bias}
  - {name: residual2, op: add, inputs: [residual1, contract]}
  - {name: norm, op: layernorm, inputs: [residual2], weight: norm.weight, bias: norm.bias, epsilon: 1e-05}
  - {name: pool, op: mean, inputs: [norm]}
  - {name: head, op: linear, inputs: [pool], weight: head.weight, bias: head.bias}
)";
}

/// Random parameters for it, of the sizes a trained network has.
inline io::Tensors small_graph_tensors(std::uint64_t seed) {
  Random random(seed);
  io::Tensors tensors;
  const auto fill = [&](const std::string& name, std::vector<std::uint64_t> shape, double center, double spread) {
    std::uint64_t size = 1;
    for (const std::uint64_t extent : shape) size *= extent;
    std::vector<float> values(size);
    for (float& x : values)
      x = static_cast<float>(center + spread * static_cast<double>(random.between(-1000, 1000)) / 1000.0);
    tensors[name] = io::Tensor::of(values, std::move(shape));
  };
  const auto linear = [&](const std::string& name, std::uint64_t rows, std::uint64_t columns, double spread) {
    fill(name + ".weight", {rows, columns}, 0.0, spread);
    fill(name + ".bias", {rows}, 0.0, 0.1);
  };
  linear("embed", 16, 16, 0.005);
  fill("position.value", {4, 16}, 0.0, 0.5);
  for (const char* name : {"norm1", "norm2", "norm"}) {
    fill(std::string(name) + ".weight", {16}, 1.0, 0.3);
    fill(std::string(name) + ".bias", {16}, 0.0, 0.3);
  }
  for (const char* name : {"query", "key", "value", "output"}) linear(name, 16, 16, 0.4);
  linear("expand", 24, 16, 0.4);
  linear("contract", 16, 24, 0.4);
  linear("head", 3, 16, 0.5);
  return tensors;
}

inline void write_small_graph(const std::filesystem::path& folder, std::uint64_t seed) {
  std::filesystem::create_directories(folder);
  put(folder / "graph.yaml", small_graph_yaml());
  io::write_safetensors(small_graph_tensors(seed), folder / "model.safetensors");
}

/// Random 8 x 8 images with random labels of 3 classes.
inline data::ImageDataset noise_images(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  data::ImageDataset dataset;
  dataset.name = "noise";
  dataset.height = dataset.width = 8;
  dataset.classes = 3;
  for (std::size_t i = 0; i < count * 64; ++i)
    dataset.pixels.push_back(static_cast<std::uint8_t>(random.between(0, 255)));
  for (std::size_t i = 0; i < count; ++i) dataset.labels.push_back(static_cast<std::uint8_t>(random.between(0, 2)));
  return dataset;
}

/// That graph, read.
inline graph::FloatGraph small_graph(std::uint64_t seed) {
  const TemporaryFolder folder;
  write_small_graph(folder.path(), seed);
  return graph::read_float_graph(folder.path());
}

}  // namespace octet::test
