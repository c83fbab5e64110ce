// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/spec.hpp"

#include <fstream>

#include "sim/explore/configuration.hpp"
#include "sim/explore/space.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using namespace octet::explore;

namespace {

/// A specification with these axes and these further lines.
std::string text(const std::string& axes, const std::string& more = "", const std::string& objectives = "[cycles]") {
  return "octet_sweep: 1\nworkload: w\narchitecture: octet-16\naxes:\n  " + axes + "\nobjectives: " + objectives +
         "\n" + more;
}

void refused(const std::string& yaml, const std::string& message) {
  INFO(yaml);
  CHECK_THROWS_WITH(parse_spec(yaml, "s.yaml"), Catch::Contains(message));
}

constexpr const char* kRows = "array.rows: [8, 16]";

}  // namespace

TEST_CASE("axes take lists, ranges and several parameters at a time", "[explore]") {
  const Spec spec =
      parse_spec(text("array.rows: {from: 4, to: 16, factor: 2}\n  lanes/softmax: {from: 1, to: 4, step: 2}\n"
                      "  memory.beat_bytes, memory.burst_bytes: [[8, 64], 16]"),
                 "s.yaml");
  const Space space(spec);
  CHECK(space.size() == 3 * 2 * 2);
  CHECK(space.at(0) == Genome{0, 0, 0});
  CHECK(space.at(7) == Genome{1, 1, 1});
  const auto settings = space.settings({2, 1, 0});
  CHECK(settings ==
        std::vector<std::pair<std::string, std::string>>{
            {"array.rows", "16"}, {"lanes.softmax", "3"}, {"memory.beat_bytes", "8"}, {"memory.burst_bytes", "64"}});
  CHECK(space.settings({0, 0, 1}).back().second == "16");
}

TEST_CASE("an axis may have as many values as are allowed, and no more", "[explore]") {
  const Spec spec = parse_spec(text("memory.latency_cycles: {from: 1, to: 100000, step: 1}"), "s.yaml");
  CHECK(Space(spec).size() == 100'000);
  refused(text("memory.bytes: {from: 65536, to: 281474976710656, step: 1}"), "expected at most 100000 values");
}

TEST_CASE("an axis that names no parameter is refused with a guess", "[explore][bad]") {
  refused(text("array.row: [8]"),
          "s.yaml:5:3: error: /axes/array.row: names no parameter: 'array.row'; did you mean array.rows?");
  refused(text("recipe.score_bit: [8]"), "did you mean recipe.score_bits?");
  refused(text("name: [a]"), "names no parameter: 'name'");
  refused(text("array.rows, lanes.softmaxx: [8]"), "did you mean lanes.softmax?");
  refused(text("memory.beat_bytes: [16, 24]"),
          "/axes/memory.beat_bytes: expected a power of two from 4 to 128, got '24'; did you mean 16 or 32?");
  refused(text("array.rows: [8]\n  array/rows: [16]"), "array.rows is varied already");
}

TEST_CASE("the machine of a point holds the widths of its recipe, those by pattern too", "[explore]") {
  const octet::test::TemporaryFolder folder;
  Spec spec = parse_spec(text("recipe.score_bits: [9, 12]\n  recipe.multiplier_bits: [10]"), "s.yaml");
  spec.recipe = folder / "recipe.yaml";
  std::ofstream(spec.recipe) << "octet_recipe: 1\nnodes:\n  - {match: a, score_bits: 11}\n"
                                "  - {match: b, multiplier_bits: 20, gelu_input_bits: 8}\n";
  const Space space(spec);
  const Configurator configurator(spec, space);
  for (const auto& [point, score_bits] : {std::pair{0U, 11}, {1U, 12}}) {
    const auto numerics = configurator.configuration(space.at(point)).architecture.numerics;
    CHECK(numerics.score_bits_max == score_bits);
    CHECK(numerics.multiplier_bits_max == 20);
    CHECK(numerics.gelu_input_bits_max == 12);
    CHECK(numerics.residual_bits_max == 16);
  }
}

TEST_CASE("an empty grid is refused", "[explore][bad]") {
  refused(text("array.rows: []"), "/axes/array.rows: expected at least one value, got none: the grid is empty");
  refused(text("array.rows: {from: 8, to: 4, step: 1}"), "from 8 to 4 holds no value: the grid is empty");
  refused("octet_sweep: 1\nworkload: w\narchitecture: a\naxes: {}\nobjectives: [cycles]\n",
          "/axes: expected at least one axis, got none: the grid is empty");
}

TEST_CASE("values that a parameter cannot have are refused", "[explore][bad]") {
  refused(text("array.rows: [8, 1000]"),
          "s.yaml:5:19: error: /axes/array.rows: expected an integer from 2 to 256, got '1000'");
  refused(text("memory.beat_bytes: [12]"), "/axes/memory.beat_bytes: expected a power of two from ");
  refused(text("recipe.residual_bits: [22]"), "expected an integer from 8 to 16, got '22'");
  refused(text("recipe.method: [best]"), "expected max, percentile or mse, got 'best'");
  refused(text("array.rows: [8, 8]"), "'8' is given twice");
  refused(text("array.rows, array.columns: [[8, 8], [8]]"), "expected 2 values, one a parameter, got 1");
  refused(text("array.rows: 8"), "expected a list of values or {from, to, step or factor}");
  refused(text("array.rows: {from: 0, to: 8, factor: 2}"), "expected from of at least 1 with a factor, got 0");
}

TEST_CASE("constraints that nothing can satisfy are refused before anything runs", "[explore][bad]") {
  refused(text(kRows, "constraints: [cycles <= 100, cycles >= 200]\n"),
          "/constraints: no cycles can satisfy 'cycles <= 100' and 'cycles >= 200'");
  refused(text(kRows, "constraints: [100 > cycles, cycles >= 100]\n"), "no cycles can satisfy");
  refused(text(kRows, "constraints: [accuracy > 1]\n"), "/constraints: no accuracy can satisfy 'accuracy > 1'");
  refused(text(kRows, "constraints: [buffer_bytes < 0]\n"), "no buffer_bytes can satisfy");
  CHECK_NOTHROW(parse_spec(text(kRows, "constraints: [cycles <= 100, cycles >= 100]\n"), "s.yaml"));
  const Spec spec = parse_spec(text(kRows, "constraints: [array.rows >= 32]\n"), "s.yaml");
  CHECK_THROWS_WITH(Space(spec).allowed(100),
                    Catch::Contains("/constraints: no point of the grid satisfies 'array.rows >= 32'"));
}

TEST_CASE("constraints are read strictly", "[explore][bad]") {
  refused(text(kRows, "constraints: [area <= 2]\n"), "expected a metric, a parameter or a number, got 'area'");
  refused(text(kRows, "constraints: [cycles = 2]\n"), "expected LEFT <= RIGHT (or <, >=, >, ==), got 'cycles = 2'");
  refused(text(kRows, "constraints: cycles\n"), "/constraints: expected a list");
}

TEST_CASE("constraints among parameters thin the grid out", "[explore]") {
  const Spec spec = parse_spec(
      text("array.rows: [4, 8]\n  lanes.softmax: [4, 8]", "constraints: [lanes.softmax <= array.rows]\n"), "s.yaml");
  const Space space(spec);
  CHECK(space.allowed(100) == std::vector<Genome>{{0, 0}, {1, 0}, {1, 1}});
  CHECK_THROWS_WITH(space.allowed(3), Catch::Contains("expected a grid of at most 3 points, got 4"));
}

TEST_CASE("the rest of a specification is read strictly, and all problems are told at once", "[explore][bad]") {
  refused(text(kRows, "", "[cycle]"), "did you mean cycles?");
  refused(text(kRows, "", "[cycles, cycles]"), "/objectives: cycles is given twice");
  refused(text(kRows, "", "[most cycles]"), "expected 'min METRIC', 'max METRIC' or 'METRIC', got 'most cycles'");
  refused(text(kRows, "", "[]"), "/objectives: expected at least one metric, got none");
  refused(text(kRows, "search: {method: best}\n"), "/search/method: expected grid, random or evolution, got 'best'");
  refused(text(kRows, "search: {method: random}\n"), "/search/points: required");
  refused(text(kRows, "set: {array.rows: 8}\n"), "/set/array.rows: is an axis already");
  refused(text(kRows, "set: {array.colums: 8}\n"), "did you mean array.columns?");
  refused(text(kRows, "set: {memory.burst_bytes: 100}\n"),
          "/set/memory.burst_bytes: expected a power of two from 4 to 4096, got '100'; did you mean 128 or 64?");
  refused(text(kRows, "limits: {seconds: 0}\n"), "/limits/seconds: expected");
  refused(text(kRows, "finalist: {points: 3}\n"), "/finalist: unknown key; did you mean finalists?");
  const std::string several = text("array.row: [8]", "search: {method: best}\nnonsense: 1\n");
  for (const char* part : {"array.row", "/search/method", "/nonsense"}) refused(several, part);
}

TEST_CASE("larger is better for shares unless one says otherwise", "[explore]") {
  const Spec spec = parse_spec(text(kRows, "", "[accuracy, min utilization, max cycles, buffer_bytes]"), "s.yaml");
  CHECK(spec.objectives[0].is_maximized);
  CHECK_FALSE(spec.objectives[1].is_maximized);
  CHECK(spec.objectives[2].is_maximized);
  CHECK_FALSE(spec.objectives[3].is_maximized);
  CHECK(spec.screens_accuracy());
}
