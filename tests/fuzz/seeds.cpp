// SPDX-License-Identifier: Apache-2.0
// Writes the seeds that no hand can write: `fuzz_seeds tests/fuzz/seeds`. The same seeds every time.
#include <filesystem>

#include "models/graph/package.hpp"
#include "models/io/files.hpp"
#include "sim/compile/compile.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/fuzz/package_input.hpp"
#include "tests/support/matmul_program.hpp"

namespace octet::test {
namespace {

constexpr std::uint64_t kLargestSeed = 1 << 20;

void write_model(const graph::Model& model, const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path package = folder / "package.tmp";
  graph::write_package(model, package);
  const std::string tensors = io::read_file(package / "model.safetensors", kLargestSeed);
  io::write_file(folder / "safetensors" / name, tensors);
  io::write_file(folder / "package" / name,
                 PackageInput{io::read_file(package / "model.yaml", kLargestSeed), tensors}.joined());
  std::filesystem::remove_all(package);
}

void write_all(const std::filesystem::path& folder) {
  RandomEncoder encoder{.tokens = 3, .width = 4, .heads = 2, .mlp = 4, .layers = 1, .input_columns = 4, .classes = 2};
  const graph::Model model = random_model(encoder);
  write_model(model, folder, "encoder");
  graph::Model mixed = model;  // widths that are not the package's, inside of a node and of a value
  for (graph::Node& node : mixed.nodes)
    if (std::holds_alternative<graph::Attention>(node.op)) node.own[graph::kScoreBits] = 10;
  for (graph::Value& value : mixed.values)
    if (value.name == "position") value.bits = 20;
  write_model(mixed, folder, "mixed_widths");
  encoder.numerics.residual_bits = 20;
  write_model(random_model(encoder), folder, "wide_residual");

  const arch::Architecture small =
      small_architecture({.activation = 1 << 11, .weight = 1 << 10, .accumulator = 1 << 10});
  program::write_program(sim::compile(model, small), folder / "program" / "encoder");
  program::write_program(sim::compile(model, small, /*timing_only=*/true), folder / "program" / "symbolic");
  // Sizes that an architecture file could have, so that SystemC runs them too.
  const program::BufferGeometry buffer{4096, 2};
  const program::Geometry geometry{4, 4, buffer, buffer, buffer, buffer, 4, 1 << 16};
  program::write_program(matmul_program({.geometry = geometry}).program, folder / "program" / "matmul");
  program::write_program(matmul_program({.geometry = geometry, .linear_only = false}).program,
                         folder / "program" / "matmul_panels");
}

}  // namespace
}  // namespace octet::test

int main(int argc, char* argv[]) {
  if (argc != 2) return 2;
  octet::test::write_all(argv[1]);
  return 0;
}
