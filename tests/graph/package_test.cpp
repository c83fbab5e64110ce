// SPDX-License-Identifier: Apache-2.0
#include "models/graph/package.hpp"

#include <algorithm>
#include <regex>

#include "models/graph/executor.hpp"
#include "models/graph/validate.hpp"
#include "models/io/safetensors.hpp"
#include "tests/graph/node_of.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"

namespace octet::graph {
namespace {

using Catch::Matchers::Contains;
using io::DType;
using io::read_safetensors;
using io::Tensor;
using io::Tensors;
using io::write_safetensors;
using test::node;
using test::node_of;

/// The first fault of a random model after `change`.
template <class Change>
std::string fault_after(Change change) {
  Model model = test::random_model({});
  change(model);
  const std::vector<Fault> faults = find_faults(model);
  return faults.empty() ? "" : faults.front().message;
}

/// The complaint about a written package after `change(folder)`.
template <class Change>
std::string complaint_after(Change change) {
  const test::TemporaryFolder folder;
  write_package(test::random_model({}), folder.path());
  change(folder);
  return test::complaint(folder, [&] { read_package(folder.path()); });
}

std::string after_package_edit(const std::string& from, const std::string& to) {
  return complaint_after([&](const test::TemporaryFolder& folder) {
    test::put(folder / "model.yaml", test::replaced(test::contents(folder / "model.yaml"), from, to));
  });
}

template <class Change>
std::string after_tensor_change(Change change) {
  return complaint_after([&](const test::TemporaryFolder& folder) {
    Tensors tensors = read_safetensors(folder / "model.safetensors");
    change(tensors);
    write_safetensors(tensors, folder / "model.safetensors");
  });
}

TEST_CASE("a package survives a round trip to the byte and to the bit", "[package]") {
  const test::TemporaryFolder folder;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Model model = test::random_model({.layers = 2, .seed = seed});
    model.provenance["odd \"key\"\n"] = "a: {b} \\ # \x01";
    model.values[3].scale = 0.1;
    write_package(model, folder / "one");
    const Model back = read_package(folder / "one");
    write_package(back, folder / "two");
    for (const char* name : {"model.yaml", "model.safetensors"})
      CHECK(test::contents(folder.path() / "one" / name) == test::contents(folder.path() / "two" / name));
    CHECK(back.numerics == model.numerics);
    CHECK(back.provenance == model.provenance);
    CHECK(back.values[3].scale == 0.1);
    const auto input = test::random_input(model, seed);
    CHECK(execute(back, input) == execute(model, input));
    CHECK(package_bytes(folder / "one") > weight_count(model));
  }
}

TEST_CASE("a package with a residual stream of 22 bits survives a round trip to the byte and to the bit", "[package]") {
  const test::TemporaryFolder folder;
  const Model model = test::random_model({.layers = 2, .seed = 4, .numerics = {.residual_bits = 22}});
  write_package(model, folder / "one");
  const Model back = read_package(folder / "one");
  write_package(back, folder / "two");
  for (const char* name : {"model.yaml", "model.safetensors"})
    CHECK(test::contents(folder.path() / "one" / name) == test::contents(folder.path() / "two" / name));
  Model expected = model;
  const Matrix<std::int32_t> positions = node<Constant>(expected, "position").data;
  CHECK(*std::max_element(positions.data().begin(), positions.data().end()) > 32767);
  Model read = back;
  CHECK(node<Constant>(read, "position").data == positions);
  CHECK(execute(back, test::random_input(model, 1)) == execute(model, test::random_input(model, 1)));
}

TEST_CASE("the width of a constant's tensor follows the residual stream's", "[package]") {
  const auto positions = [](const Tensors& tensors) { return tensors.at("position.data").dtype; };
  const test::TemporaryFolder folder;
  write_package(test::random_model({}), folder / "narrow");
  write_package(test::random_model({.numerics = {.residual_bits = 17}}), folder / "wide");
  CHECK(positions(read_safetensors(folder.path() / "narrow" / "model.safetensors")) == DType::kI16);
  CHECK(positions(read_safetensors(folder.path() / "wide" / "model.safetensors")) == DType::kI32);
  CHECK_THAT(after_tensor_change([](Tensors& t) {
               t["position.data"] = Tensor::of(std::vector<std::int32_t>(6 * 16), {6, 16});
             }),
             Contains("expected the tensor 'position.data' of type I16, got I32"));
}

TEST_CASE("input and output of a model are never wider than memory", "[package]") {
  const auto fault = [](auto change) {
    Model model = test::random_model({.numerics = {.residual_bits = 22}});
    change(model);
    const std::vector<Fault> faults = find_faults(model);
    return faults.empty() ? "" : faults.front().message;
  };
  CHECK(fault([](Model&) {}) == "");
  CHECK(fault([](Model& m) { m.values[static_cast<std::size_t>(m.output)].bits = 17; }) ==
        "bits of the model's output: expected 8 to 16, got 17");
  CHECK(fault([](Model& m) {
          m.values[0].is_unsigned = false;
          m.values[0].bits = 22;
        }) == "bits of the model's input: expected 8 to 16, got 22");
  CHECK(fault([](Model& m) { node<Constant>(m, "position").data.at(0, 0) = 1 << 21; }) ==
        "data: expected elements of 22 bits");
}

TEST_CASE("a package from before epsilon was represented has none, and one beyond its bits is refused", "[package]") {
  const test::TemporaryFolder folder;
  Model model = test::random_model({});
  node<LayerNorm>(model, "norm").epsilon = 123456789;
  write_package(model, folder.path());
  CHECK(node<LayerNorm>(model = read_package(folder.path()), "norm").epsilon == 123456789);
  const std::string text = test::contents(folder / "model.yaml");
  test::put(folder / "model.yaml", std::regex_replace(text, std::regex(", epsilon: [0-9]+"), ""));
  const Model before = read_package(folder.path());
  for (const Node& it : before.nodes)
    if (const auto* norm = std::get_if<LayerNorm>(&it.op)) CHECK(norm->epsilon == 0);
  test::put(folder / "model.yaml", test::replaced(text, "epsilon: 123456789", "epsilon: 18014398509481984"));
  CHECK_THAT(test::complaint(folder, [&] { read_package(folder.path()); }),
             Contains("/epsilon: expected an integer from 0 to 18014398509481983, got '18014398509481984'"));
}

TEST_CASE("a model that breaks a rule of the machine is refused by name of the rule", "[package]") {
  CHECK(fault_after([](Model&) {}) == "");
  CHECK(fault_after([](Model& m) { m.numerics.residual_bits = 23; }) ==
        "numerics.residual_bits: expected 8 to 22, got 23");
  CHECK(fault_after([](Model& m) { m.values[1].bits = 23; }) == "bits: expected 8 to 22, got 23");
  CHECK(fault_after([](Model& m) { m.numerics.multiplier_bits = 32; }) ==
        "numerics.multiplier_bits: expected 8 to 31, got 32");
  CHECK(fault_after([](Model& m) { node_of(m, "head").own[kMultiplierBits] = 7; }) ==
        "multiplier_bits: expected 8 to 31, got 7");
  CHECK(fault_after([](Model& m) { node_of(m, "position").own[kMultiplierBits] = 16; }) ==
        "multiplier_bits: expected no such width of its own at a node of 'constant'");
  CHECK(fault_after([](Model& m) { node_of(m, "head").own[kResidualBits] = 16; }) ==
        "residual_bits: expected no such width of its own at a node of 'linear'");
  CHECK(fault_after([](Model& m) { m.values[std::size_t(node<Gelu>(m, "blocks.0.gelu").input)].bits = 17; }) ==
        "bits of the input: expected 8 to 16, got 17");
  CHECK(fault_after([](Model& m) { m.values[0].rows = 0; }) == "rows: expected 1 to 65536, got 0");
  CHECK(fault_after([](Model& m) { m.values[1].is_unsigned = true; }) == "unsigned: expected only with 8 bits");
  CHECK(fault_after([](Model& m) { m.values[1].scale = 0.0; }) ==
        "scale: expected a number from 1.2e-38 to 3.4e+38, got 0");
  CHECK(fault_after([](Model& m) { m.values[1].name = "input"; }) == "the name 'input' is used twice");
  CHECK(fault_after([](Model& m) { m.values[1].name = "a b"; }) ==
        "expected a name of 1 to 200 letters, digits and ._-/, got 'a b'");
  CHECK(fault_after([](Model& m) { m.output = 1000; }) == "output: expected a value");
  CHECK(fault_after([](Model& m) {
          m.image = {8, 8, 1, 4};
        }) == "image: expected patches of the input's shape [6, 8], got [4, 16]");
  CHECK(fault_after([](Model& m) { std::swap(m.nodes[0], m.nodes[2]); }) == "a: 'embed' is read before it is written");
  CHECK(fault_after([](Model& m) { m.nodes.pop_back(); }) == "'head' is never written");
  CHECK(fault_after([](Model& m) { node<Add>(m, "residual0").b = -1; }) == "b: expected a value");
  CHECK(fault_after([](Model& m) { node<Linear>(m, "embed").output = node<Constant>(m, "position").output; }) ==
        "output: 'position' is written twice");
  CHECK(fault_after([](Model& m) { node<Linear>(m, "embed").weight.at(0, 0) = -128; }) ==
        "weight: expected elements in [-127, 127], got -128");
  CHECK(fault_after([](Model& m) { node<Linear>(m, "embed").weight = Matrix<std::int8_t>(16, 9); }) ==
        "weight: expected shape [columns, 8]");
  CHECK(fault_after([](Model& m) { node<Linear>(m, "embed").bias.pop_back(); }) == "bias, scale: expected 16 elements");
  CHECK(fault_after([](Model& m) { node<Linear>(m, "embed").bias[3] = 2147483647; }) ==
        "bias: 8 products and a bias of up to 2147483647 could overflow a 32-bit accumulator");
  CHECK(fault_after([](Model& m) {
          node<Linear>(m, "embed").scale[3] = {1, 5};
        }) == "scale: expected a normalized multiplier of 16 bits or 0, and a shift up to 62, got 1 and 5");
  CHECK(fault_after([](Model& m) { node<LayerNorm>(m, "norm").gamma[0] = 65536; }) ==
        "gamma: expected elements in [-65535, 65535]");
  CHECK(fault_after([](Model& m) { node<LayerNorm>(m, "norm").shift = 63; }) == "shift: expected 0 to 62, got 63");
  CHECK(fault_after([](Model& m) { node<LayerNorm>(m, "norm").epsilon = std::uint64_t{1} << 54; }) ==
        "epsilon: expected 0 to 18014398509481983, got 18014398509481984");
  CHECK(fault_after([](Model& m) { node<Attention>(m, "blocks.0.attention").heads = 3; }) ==
        "heads: expected a divisor of 16, got 3; did you mean 2 or 4?");
  CHECK(fault_after([](Model& m) { node<Attention>(m, "blocks.0.attention").query = 1; }) ==
        "query, key, value: expected 8 signed bits, got 16");
  CHECK(fault_after([](Model& m) { node<Attention>(m, "blocks.0.attention").score_align = 13; }) ==
        "score_align: expected 0 to 12, got 13");
  CHECK(fault_after([](Model& m) { node<Attention>(m, "blocks.0.attention").score_align = -1; }) ==
        "score_align: expected 0 to 12, got -1");
  CHECK(fault_after([](Model& m) { node<Gelu>(m, "blocks.0.gelu").one_bits = 31; }) ==
        "one_bits: expected 8 to 30, got 31");
  CHECK(fault_after([](Model& m) {
          node<Mean>(m, "pool").scale = {0x10000, 3};
        }) == "scale: expected a normalized multiplier of 16 bits or 0, and a shift up to 62, got 65536 and 3");
}

TEST_CASE("a package without score_align has the shift that went with its width", "[package]") {
  for (const auto& [bits, align] : {std::pair{8, 7}, {10, 5}, {11, 5}, {12, 4}, {16, 0}}) {
    const test::TemporaryFolder folder;
    Model model = test::random_model({.numerics = {.score_bits = bits}});
    node<Attention>(model, "blocks.0.attention").score_align = 9;
    write_package(model, folder.path());
    Model back = read_package(folder.path());
    CHECK(node<Attention>(back, "blocks.0.attention").score_align == 9);
    test::put(folder / "model.yaml", test::replaced(test::contents(folder / "model.yaml"), ", score_align: 9", ""));
    back = read_package(folder.path());
    CHECK(node<Attention>(back, "blocks.0.attention").score_align == align);
  }
}

TEST_CASE("writing refuses a model that is not valid", "[package]") {
  const test::TemporaryFolder folder;
  Model model = test::random_model({});
  model.numerics.score_bits = 7;
  CHECK_THROWS_AS(write_package(model, folder / "p"), UserError);
  CHECK(!std::filesystem::exists(folder / "p"));
}

TEST_CASE("a package's text is read strictly, with the place of each fault", "[package]") {
  CHECK(after_package_edit("octet_package: 1", "octet_package: 2") ==
        "model.yaml:1:16: error: /octet_package: expected an integer from 1 to 1, got '2'");
  CHECK(after_package_edit("dataset: \"\"", "colour: 3") ==
        "model.yaml:1:1: error: /dataset: required, but missing\nmodel.yaml:3:1: error: /colour: unknown key");
  CHECK_THAT(after_package_edit("score_bits: 12", "score_bits: 12, score_bits: 13"),
             Contains("model.yaml:4:") && Contains("/numerics/score_bits: given twice"));
  CHECK_THAT(after_package_edit("score_bits: 12", "score_bits: twelve"),
             Contains("/numerics/score_bits: expected an integer from 0 to 64, got 'twelve'"));
  CHECK_THAT(after_package_edit("output: \"head\"", "output: \"nose\""),
             Contains("/output: expected the name of a value, got 'nose'"));
  CHECK_THAT(after_package_edit("op: mean", "op: median"), Contains("expected " + operator_list() + ", got 'median'"));
  CHECK_THAT(after_package_edit("heads: 2", "heads: 0"),
             Contains("/heads: expected an integer from 1 to 65536, got '0'"));
  CHECK_THAT(after_package_edit("heads: 2", "heads: 3"),
             Contains("heads: expected a divisor of 16, got 3; did you mean 2 or 4?"));
  CHECK_THAT(after_package_edit("scale_a: [", "scale_a: [1, "),
             Contains("/scale_a: expected [multiplier, shift] with a shift up to 62"));
  CHECK_THAT(after_package_edit("bits: 16, unsigned", "bits: 7, unsigned"),
             Contains("/values/1: bits: expected 8 to 22, got 7"));
  CHECK_THAT(after_package_edit("shape: [6, 8]", "shape: [6, 9]"),
             Contains("/nodes/0: weight: expected shape [columns, 9]"));
  CHECK_THAT(after_package_edit("values:", "values: {"), Contains("not YAML"));
  CHECK_THAT(after_package_edit("unsigned: true", "unsigned: 1"),
             Contains("/values/0/unsigned: expected true or false, got '1'"));
  CHECK_THAT(after_package_edit("scale: 1}", "scale: .nan}"),
             Contains("/values/0/scale: expected a number from 1.2e-38 to 3.4e+38, got '.nan'"));
}

TEST_CASE("a package's tensors must be there, of the right type, and used", "[package]") {
  CHECK_THAT(after_tensor_change([](Tensors& t) { t.erase("embed.bias"); }),
             Contains("expected the tensor 'embed.bias' in model.safetensors"));
  CHECK_THAT(after_tensor_change([](Tensors& t) { t["more"] = t["embed.bias"]; }),
             Contains("/nodes: no node uses the tensor 'more'"));
  CHECK_THAT(after_tensor_change([](Tensors& t) { t["embed.bias"] = Tensor::of(std::vector<float>(16), {16}); }),
             Contains("expected the tensor 'embed.bias' of type I32, got F32"));
  CHECK_THAT(after_tensor_change([](Tensors& t) {
               t["embed.bias"].shape = {4, 4};
             }),
             Contains("expected the tensor 'embed.bias' with 1 dimensions, got [4, 4]"));
  CHECK_THAT(
      after_tensor_change([](Tensors& t) { t["embed.shift"] = Tensor::of(std::vector<std::uint8_t>(15), {15}); }),
      Contains("expected as many shifts as multipliers"));
}

TEST_CASE("a package without its files is refused by their names", "[package]") {
  const test::TemporaryFolder folder;
  CHECK(test::complaint(folder, [&] { read_package(folder / "p"); }) ==
        "p/model.yaml: error: expected a file, found nothing there");
}

TEST_CASE("every truncation of a package's text gives a user error or nothing worse", "[package]") {
  const test::TemporaryFolder folder;
  write_package(test::random_model({}), folder.path());
  const std::string whole = test::contents(folder / "model.yaml");
  for (std::size_t size = 0; size + 1 < whole.size(); size += 37) {
    test::put(folder / "model.yaml", whole.substr(0, size));
    CHECK_THROWS_AS(read_package(folder.path()), UserError);
  }
}

}  // namespace
}  // namespace octet::graph
