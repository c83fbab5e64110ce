// SPDX-License-Identifier: Apache-2.0
#include "sim/report/layer_table.hpp"

#include <sstream>

#include "sim/report/explain_table.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using Catch::Contains;

namespace {

/// An explained run of layers of these names and windows; causes, bounds and roofline follow from the window.
struct Explained {
  sim::MachineTime time;

  explicit Explained(const std::vector<std::pair<std::string, std::uint64_t>>& layers) {
    sim::Explanation it;
    std::uint64_t now = 75;
    it.startup = Cycles(now);
    it.before.back() = it.startup;
    it.total.back() = it.startup;
    for (const auto& [name, window] : layers) {
      sim::LayerExplanation layer;
      layer.window = {Cycles(now), Cycles(now + window)};
      now += window;
      std::uint64_t left = window;
      for (std::size_t cause = layer.causes.size(); cause-- > 0;) {
        layer.causes[cause] = Cycles(cause == 0 ? left : left / 2);
        it.total[cause] += layer.causes[cause];
        left -= layer.causes[cause].count();
      }
      layer.span = Cycles(2 * window + 4);
      layer.bound = {"requantizer", Cycles(window + 1)};
      layer.roofline = {"array", Cycles(window / 2 + 1)};
      it.order.push_back(it.layers.size());
      it.layers.push_back(layer);
      time.layer_names.push_back(name);
    }
    it.cycles = Cycles(now);
    it.roofline = {"array", Cycles(now / 2)};
    time.cycles = it.cycles;
    time.explanation = it;
  }

  std::string table() const { return report::layer_table(*time.explanation, report::layer_groups(time)); }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t longest_of(const std::string& text) {
  std::size_t most = 0;
  for (const std::string& line : lines_of(text)) most = std::max(most, line.size());
  return most;
}

}  // namespace

TEST_CASE("layers whose names differ in numbers between dots are one kind", "[explain][sim]") {
  CHECK(report::kind_of("blocks.3.norm1") == "blocks.*.norm1");
  CHECK(report::kind_of("model.layers.11.experts.0.up") == "model.layers.*.experts.*.up");
  CHECK(report::kind_of("7") == "*");
  CHECK(report::kind_of("embed") == "embed");
  CHECK(report::kind_of("norm2") == "norm2");
  CHECK(report::kind_of("a..1.") == "a..*.");
}

TEST_CASE("repeated layers are one group that adds up, in the order of their first", "[explain][sim]") {
  Explained run({{"embed", 100}, {"b.0.x", 40}, {"b.0.y", 8}, {"b.1.x", 20}, {"b.1.y", 8}, {"c.0.x", 5}});
  // The second x is bound elsewhere, for longer.
  run.time.explanation->layers[3].bound = {"memory", Cycles(44)};
  const std::vector<report::LayerGroup> groups = report::layer_groups(run.time);
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].name == "embed");
  CHECK(groups[1].name == "b.*.x");
  CHECK(groups[1].count == 2);
  CHECK(groups[1].window == Cycles(60));
  CHECK(groups[1].shortest == Cycles(20));
  CHECK(groups[1].longest == Cycles(40));
  CHECK(groups[1].roofline == Cycles(20 + 1 + 10 + 1));
  CHECK(groups[1].bound.resource == "memory");
  CHECK(groups[1].bound.cycles == Cycles(44));
  CHECK(groups[1].bound_span == Cycles(44));
  CHECK(groups[2].name == "b.*.y");
  // Of one layer alone its own name is told.
  CHECK(groups[3].name == "c.0.x");
  Cycles sum = run.time.explanation->startup;
  for (const report::LayerGroup& group : groups) sum += group.window;
  CHECK(sum == run.time.cycles);
  for (std::size_t cause = 0; cause < hw::kArrayCauseCount; ++cause) {
    Cycles all = run.time.explanation->before[cause];
    for (const report::LayerGroup& group : groups) all += group.causes[cause];
    CHECK(all == run.time.explanation->total[cause]);
  }
}

TEST_CASE("an explanation fits 120 columns, whatever its numbers and names", "[explain][sim]") {
  std::vector<std::pair<std::string, std::uint64_t>> layers;
  for (int i = 0; i < 12; ++i) {
    layers.emplace_back("vision_model.encoder.layers." + std::to_string(i) + ".self_attention.out_projection",
                        12'345'678'901U + static_cast<unsigned>(i));
    layers.emplace_back("vision_model.encoder.layers." + std::to_string(i) + ".self_attention.queries", 1000);
    layers.emplace_back("vision_model.encoder.layers." + std::to_string(i) + ".mlp.first", i == 0 ? 9'999'999'999U : 3);
  }
  layers.emplace_back("hidden", 0);
  layers.emplace_back(std::string(150, 'a') + ".first", 90'000'000'000U);
  const Explained run(layers);
  const std::string table = run.table(), all = report::explain_table(run.time);
  INFO(all);
  CHECK(longest_of(all) <= 120);
  CHECK(longest_of(table) > 110);
  CHECK(lines_of(table).size() == 2 + 1 + 5 + 1);
  CHECK_THAT(table, Contains("\n12 x ..") && Contains("out_projection") && Contains("mlp.first"));
  CHECK_THAT(table, Contains("hidden"));
  // Not all alike: told with the least and the most.
  CHECK_THAT(all, Contains("Not alike (each layer is in layers.csv): vision_model.encoder.layers.*.mlp.first 3 to "
                           "9 999 999 999 cycles.\n"));
  // Columns stand below their heads: every line ends where the head does, but those without a bound.
  const std::vector<std::string> lines = lines_of(table);
  for (std::size_t i = 3; i + 1 < lines.size(); ++i) CHECK(lines[i].size() == lines[1].size());
}

TEST_CASE("what was tried is told by cause, and of the mapping as what it is", "[explain][sim]") {
  Explained run({{"a", 1000}});
  run.time.explanation->suggestions = {{hw::ArrayCause::memory, "", run.time.cycles},
                                       {hw::ArrayCause::softmax, "lanes.softmax=8", Cycles(1000)},
                                       {std::nullopt, "mapping.chunk_tiles=8", Cycles(800)}};
  std::string text = report::explain_table(run.time);
  CHECK_THAT(text, Contains("Against memory: no single change that was tried makes the run shorter.\n"));
  CHECK_THAT(text, Contains("Against softmax: --set lanes.softmax=8 was tried and gives 1 000 cycles, 7.0 % fewer.\n"));
  CHECK_THAT(text, Contains("Mapping: --set mapping.chunk_tiles=8 was tried and gives 800 cycles, 25.6 % fewer on the "
                            "same machine.\n"));
  const report::Json json = report::explain_json(run.time)["suggestions"];
  CHECK(json[2]["cause"] == "mapping");
  CHECK(json[2]["set"] == "mapping.chunk_tiles=8");
  run.time.explanation->suggestions = {{std::nullopt, "", run.time.cycles}};
  text = report::explain_table(run.time);
  CHECK_THAT(text, Contains("Mapping: no single change that was tried makes the run shorter.\n"));
}
