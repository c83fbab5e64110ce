// SPDX-License-Identifier: Apache-2.0
// Hostile packages; what the reader accepts must run in the golden view. The input: package_input.hpp.
#include "models/graph/executor.hpp"
#include "models/graph/package.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/package_input.hpp"

namespace octet::test {
namespace {

/// Elements and products beyond which a run takes too long for a fuzzer.
constexpr std::uint64_t kMostWork = 1'000'000;

/// About how many elements and products one inference has.
std::uint64_t work(const graph::Model& model) {
  std::uint64_t sum = 0;
  for (const graph::Value& value : model.values)
    sum += static_cast<std::uint64_t>(value.rows) * static_cast<std::uint64_t>(value.columns);
  const auto value = [&](graph::ValueId id) { return model.values[static_cast<std::size_t>(id)]; };
  for (const graph::Node& node : model.nodes) {
    if (const auto* linear = std::get_if<graph::Linear>(&node.op))
      sum += static_cast<std::uint64_t>(value(linear->input).rows) * linear->weight.data().size();
    if (const auto* attention = std::get_if<graph::Attention>(&node.op))
      sum += 2 * static_cast<std::uint64_t>(value(attention->query).rows) *
             static_cast<std::uint64_t>(value(attention->key).rows) *
             static_cast<std::uint64_t>(value(attention->key).columns);
  }
  return sum;
}

}  // namespace
}  // namespace octet::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace octet;
  test::expect_only_told_failures([&] {
    test::PackageInput input = test::PackageInput::split(test::text_of(data, size));
    const graph::Model model = graph::parse_package(input.yaml, std::move(input.tensors));
    if (test::work(model) > test::kMostWork) return;
    const graph::Value& value = model.values[static_cast<std::size_t>(model.input)];
    graph::execute(model,
                   Matrix<std::int16_t>(static_cast<std::size_t>(value.rows), static_cast<std::size_t>(value.columns)));
  });
  return 0;
}
