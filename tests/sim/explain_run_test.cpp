// SPDX-License-Identifier: Apache-2.0
// `octet run --explain` on the shipped vision transformer, as users see it.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;

namespace {

struct Run {
  octet::test::TemporaryFolder folder;
  std::string out, layers;
  Json json;

  explicit Run(std::vector<std::string> more) {
    std::vector<std::string> arguments = {
        "run", "workloads/vit-fashion-mnist/package", "--arch", "octet-16", "--timing-only", "--out", folder / "run"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = run_octet(arguments);
    INFO(result.err);
    REQUIRE(result.status == 0);
    out = result.out;
    json = Json::parse(text_of(folder / "run/run.json"));
    layers = text_of(folder / "run/layers.csv");
  }
};

}  // namespace

TEST_CASE("every suggestion, followed, gives the cycles it promises, and fewer", "[explain][sim]") {
  for (const std::vector<std::string>& base : {std::vector<std::string>{},
                                               {"--set", "memory.latency_cycles=200"},
                                               {"--set", "buffers.activation.ports=single"}}) {
    std::vector<std::string> explained = base;
    explained.emplace_back("--explain");
    const Run run(explained);
    std::size_t given = 0;
    for (const Json& tried : run.json["explain"]["suggestions"]) {
      INFO(tried.dump());
      if (tried["set"].is_null()) continue;
      ++given;
      CHECK_THAT(run.out, Catch::Contains("--set " + tried["set"].get<std::string>()));
      std::vector<std::string> followed = base;
      // In the place of what was set of the same: a path is set once.
      const auto set = tried["set"].get<std::string>();
      const std::string path = set.substr(0, set.find('=') + 1);
      if (!base.empty() && base[1].compare(0, path.size(), path) == 0)
        followed[1] = set;
      else
        followed.insert(followed.end(), {"--set", set});
      CHECK(Run(followed).json["cycles"] == tried["cycles"]);
      CHECK(tried["cycles"] < run.json["cycles"]);
    }
    CHECK(given > 0);
  }
}

TEST_CASE("the explanation is in run.json and layers.csv, and only when asked for", "[explain][sim]") {
  const Run run({"--explain"}), plain({});
  CHECK(run.json["cycles"] == plain.json["cycles"]);
  CHECK_FALSE(plain.json.contains("explain"));
  CHECK(plain.layers.substr(0, plain.layers.find('\n')) == "layer,macs,start_cycles,end_cycles,busy_cycles,energy_j");
  CHECK_THAT(run.layers, Catch::Contains(",window_cycles,multiply_cycles,drain_cycles,"));
  std::uint64_t cycles = run.json["explain"]["startup_cycles"].get<std::uint64_t>() +
                         run.json["explain"]["tail_cycles"].get<std::uint64_t>();
  std::size_t explained = 0;
  for (const Json& layer : run.json["per_layer"]) {
    if (layer["explain"].is_null()) continue;
    ++explained;
    std::uint64_t causes = 0;
    for (const auto& cause : layer["explain"]["causes"].items()) causes += cause.value().get<std::uint64_t>();
    CHECK(causes == layer["explain"]["window_cycles"]);
    cycles += causes;
    CHECK(layer["explain"]["span_over_roofline"] >= 1.0);
  }
  CHECK(explained > 20);
  CHECK(cycles == run.json["cycles"]);
  CHECK(run.json["explain"]["attained_macs_per_cycle"].get<double>() ==
        Approx(run.json["macs"].get<double>() / run.json["cycles"].get<double>()));
  // Every line of the CSV has as many fields as its head; windows and causes of all lines are the run's.
  std::istringstream lines(run.layers);
  std::vector<std::string> head;
  std::map<std::string, std::uint64_t> sums;
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> fields;
    std::istringstream row(line + ',');
    for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
    if (head.empty()) head = fields;
    REQUIRE(fields.size() == head.size());
    for (std::size_t i = 0; i < head.size(); ++i)
      if (fields[0] != "layer" && head[i].ends_with("_cycles") && !fields[i].empty())
        sums[head[i]] += std::stoull(fields[i]);
  }
  CHECK(sums["window_cycles"] == run.json["cycles"]);
  for (const auto& [cause, all] : run.json["explain"]["causes"].items()) CHECK(sums[cause] == all);
  CHECK(run.json["outside_layers"]["explain"]["window_cycles"] ==
        run.json["explain"]["startup_cycles"].get<std::uint64_t>() +
            run.json["explain"]["tail_cycles"].get<std::uint64_t>());
}

TEST_CASE("the pages show what an explanation of the shipped vision transformer prints today", "[explain][sim]") {
  const Run run({"--explain"});
  const std::size_t first = run.out.rfind("\n\n", run.out.find("layers, in program order")),
                    last = run.out.find("\n\nfiles ");
  REQUIRE(last > first);
  CHECK_THAT(text_of("docs/explain.md"), Catch::Contains("```" + run.out.substr(first + 1, last - first) + "```"));
  // README.md quotes what it ends with.
  const std::string sentences = run.out.substr(run.out.find("The array multiplies"));
  CHECK_THAT(text_of("README.md"), Catch::Contains("```\n" + sentences.substr(0, sentences.find("\n\n") + 1) + "```"));
}

TEST_CASE("a view without steps is not explained", "[explain][sim]") {
  const octet::test::TemporaryFolder folder;
  const auto result = run_octet({"run", "workloads/vit-fashion-mnist/package", "--arch", "octet-16", "--view", "golden",
                                 "--explain", "--out", folder / "run"});
  CHECK(result.status == 2);
  CHECK_THAT(result.err, Catch::Contains("--explain: ") && Catch::Contains("systemc view, got --view golden"));
}

TEST_CASE("twelve encoder layers are one row a kind, of at most 120 columns, in a run of tens of millions of cycles",
          "[explain][sim]") {
  const octet::test::TemporaryFolder folder;
  std::ofstream(folder / "net.yaml")
      << "octet_shapes: 1\nname: net\nreference: a paper\nleft_out: []\nencoder: {layers: 12, width: 32, heads: 2, "
         "ffn_width: 64, tokens: 20, norm: pre}\n";
  const auto result =
      run_octet({"run", folder / "net.yaml", "--arch", "octet-16", "--timing-only", "--explain", "--set",
                 "memory.latency_cycles=100000", "--set", "buffers.activation.ports=single", "--out", folder / "run"});
  INFO(result.out << result.err);
  REQUIRE(result.status == 0);
  const Json json = Json::parse(text_of(folder / "run/run.json"));
  CHECK(json["cycles"] > 10'000'000);
  const std::string table = result.out.substr(result.out.find("layers, in program order"));
  const std::size_t window_end = table.find("window") + std::string("window").size();
  std::istringstream lines(table);
  std::uint64_t windows =
      json["explain"]["startup_cycles"].get<std::uint64_t>() + json["explain"]["tail_cycles"].get<std::uint64_t>();
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 120);
    if (line.empty()) break;
    if (line.find("layers.") == std::string::npos) continue;
    CHECK_THAT(line, Catch::StartsWith("12 x layers.*."));
    ++rows;
    std::string window = line.substr(0, window_end);
    window = window.substr(window.find(' ', 7));
    std::erase(window, ' ');
    windows += std::stoull(window);
  }
  CHECK(rows == 12);
  CHECK(windows == json["cycles"]);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 120);
  CHECK_THAT(result.out, Catch::Contains("\nMapping: "));
}
