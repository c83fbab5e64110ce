// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "models/graph/package.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/random_model.hpp"

using octet::test::ProcessResult;
using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// A folder with a small package in it.
struct Bench {
  octet::test::TemporaryFolder folder;
  std::string package = folder / "package";

  Bench() { octet::graph::write_package(octet::test::random_model({}), package); }

  /// `octet run` on octet-16 into `name`, which must succeed; its run.json.
  Json run(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"run", package, "--arch", "octet-16", "--out", folder / name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = run_octet(arguments);
    INFO(result.err);
    REQUIRE(result.status == 0);
    return Json::parse(text_of(folder / (name + "/run.json")));
  }
};

}  // namespace

TEST_CASE("run.json carries every key of the contract", "[run][sim]") {
  const Bench bench;
  const Json run = bench.run("result");
  for (const char* key :
       {"schema_version", "workload", "architecture", "view", "cycles", "latency_s", "macs", "utilization", "clock_hz",
        "energy_j", "area_mm2", "per_layer", "per_unit", "memory", "host", "provenance"}) {
    INFO(key);
    CHECK(run.contains(key));
  }
  CHECK(run["schema_version"] == 1);
  CHECK(run["view"] == "systemc");
  CHECK(run["architecture"]["array"]["rows"] == 16);
  double units = 0.0, layers = run["energy_j"]["outside_layers"], area = 0.0;
  for (const Json& unit : run["energy_j"]["per_unit"]) units += unit["total"].get<double>();
  for (const Json& layer : run["per_layer"])
    if (!layer["energy_j"].is_null()) layers += layer["energy_j"].get<double>();
  for (const Json& unit : run["area_mm2"]["per_unit"]) area += unit.get<double>();
  CHECK(run["energy_j"]["total"].get<double>() > 0.0);
  CHECK(units == Approx(run["energy_j"]["total"].get<double>()).epsilon(1e-12));
  CHECK(layers == Approx(run["energy_j"]["total"].get<double>()).epsilon(1e-9));
  CHECK(area == Approx(run["area_mm2"]["total"].get<double>()).epsilon(1e-12));
  CHECK(run["power_w"].get<double>() ==
        Approx(run["energy_j"]["total"].get<double>() / run["latency_s"].get<double>()).epsilon(1e-12));
  for (const Json& source : run["provenance"]["table_sources"]) CHECK(!source["source"].get<std::string>().empty());
  CHECK(run["latency_s"] == run["cycles"].get<double>() / run["clock_hz"].get<double>());
  CHECK(run["memory"]["dram_read_bytes"] > 0);
  CHECK(run["memory"]["dram_write_bytes"] > 0);
  CHECK(run["provenance"]["seeds"]["input"] == 1);
  CHECK(run["provenance"]["inputs"].size() == 2);
  CHECK(run["provenance"]["inputs"][0]["sha256"].get<std::string>().size() == 64);
  for (const char* name : {"layers.csv", "architecture.yaml", "trace.json", "outputs.csv"})
    CHECK(fs::exists(bench.folder / ("result/" + std::string(name))));
  CHECK(Json::parse(text_of(bench.folder / "result/trace.json"))["traceEvents"].size() > 20);
}

TEST_CASE("every unit's busy, idle and stalled cycles add up to the run's", "[run][sim]") {
  const Bench bench;
  const Json run = bench.run("result");
  REQUIRE(run["per_unit"].size() > 8);
  for (const Json& unit : run["per_unit"]) {
    std::uint64_t sum = unit["busy_cycles"].get<std::uint64_t>() + unit["idle_cycles"].get<std::uint64_t>();
    for (const Json& cycles : unit["stalled_cycles"]) sum += cycles.get<std::uint64_t>();
    INFO(unit.dump());
    CHECK(sum == run["cycles"]);
  }
}

TEST_CASE("the layers' multiply-accumulates add up to the run's", "[run][sim]") {
  const Bench bench;
  const Json run = bench.run("result");
  std::uint64_t sum = 0;
  for (const Json& layer : run["per_layer"]) sum += layer["macs"].get<std::uint64_t>();
  CHECK(sum == run["macs"]);
}

TEST_CASE("layers.csv and run.json's layers add up to the run, with what is outside of them", "[run][sim]") {
  const Bench bench;
  for (const char* view : {"systemc", "estimate", "golden"}) {
    CAPTURE(view);
    const Json run = bench.run(view, {"--view", view});
    std::istringstream lines(text_of(bench.folder / (std::string(view) + "/layers.csv")));
    std::string line, last;
    std::getline(lines, line);
    REQUIRE(line == "layer,macs,start_cycles,end_cycles,busy_cycles,energy_j");
    std::uint64_t macs = 0, busy = 0, units = 0;
    double energy = 0.0;
    std::size_t rows = 0;
    while (std::getline(lines, line)) {
      std::vector<std::string> fields;
      std::istringstream row(line + ',');
      for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
      REQUIRE(fields.size() == 6);
      macs += std::stoull(fields[1]);
      busy += fields[4].empty() ? 0 : std::stoull(fields[4]);
      energy += fields[5].empty() ? 0.0 : std::stod(fields[5]);
      last = fields[0];
      ++rows;
    }
    CHECK(last == "(outside layers)");
    CHECK(rows == run["per_layer"].size() + 1);
    for (const Json& unit : run["per_unit"]) units += unit["busy_cycles"].get<std::uint64_t>();
    CHECK(macs == run["macs"]);
    CHECK(busy == units);
    const Json& outside = run["outside_layers"];
    if (run["cycles"].is_null()) {
      CHECK(outside["busy_cycles"].is_null());
      CHECK(outside["energy_j"].is_null());
      continue;
    }
    CHECK(busy > 0);
    CHECK(outside["busy_cycles"] == run["per_unit"][0]["busy_cycles"]);  // the controller fetches for no layer
    CHECK(energy == Approx(run["energy_j"]["total"].get<double>()).epsilon(1e-9));
    CHECK(outside["energy_j"] == run["energy_j"]["outside_layers"]);
  }
}

TEST_CASE("for identical input run.json is identical but for the host", "[run][sim]") {
  const Bench bench;
  Json first = bench.run("first", {"--limit", "2"}), second = bench.run("second", {"--limit", "2"});
  CHECK(first.erase("host") == 1);
  second.erase("host");
  CHECK(first == second);
  for (const char* name : {"layers.csv", "architecture.yaml", "trace.json", "outputs.csv"})
    CHECK(text_of(bench.folder / ("first/" + std::string(name))) ==
          text_of(bench.folder / ("second/" + std::string(name))));
}

TEST_CASE("timing only takes the same cycles", "[run][sim]") {
  const Bench bench;
  const Json values = bench.run("values"), timing = bench.run("timing", {"--timing-only"});
  for (const char* key : {"cycles", "per_unit", "per_layer", "memory"}) CHECK(values[key] == timing[key]);
  CHECK_FALSE(fs::exists(bench.folder / "timing/outputs.csv"));
}

TEST_CASE("golden and systemc give the same outputs", "[run][sim]") {
  const Bench bench;
  const Json golden = bench.run("golden", {"--view", "golden", "--limit", "3"});
  bench.run("systemc", {"--limit", "3"});
  CHECK(golden["cycles"].is_null());
  CHECK(text_of(bench.folder / "golden/outputs.csv") == text_of(bench.folder / "systemc/outputs.csv"));
}

TEST_CASE("--dump writes a layer's integers for every input, the same in every view", "[run][sim]") {
  const Bench bench;
  const Json all = bench.run("systemc", {"--limit", "3", "--dump", "all"});
  bench.run("golden", {"--view", "golden", "--limit", "3", "--dump", "all"});
  REQUIRE(all["dump"].size() == all["per_layer"].size());
  for (std::size_t i = 0; i < all["dump"].size(); ++i) {
    const Json& told = all["dump"][i];
    INFO(told.dump());
    CHECK(told["layer"] == all["per_layer"][i]["name"]);
    CHECK(told["shape"][0] == 3);
    const std::string file = told["file"], bytes = text_of(bench.folder / ("systemc/" + file));
    CHECK(bytes.starts_with(std::string("\x93NUMPY\x01\x00", 8)));
    const std::size_t elements = 3 * told["shape"][1].get<std::size_t>() * told["shape"][2].get<std::size_t>(),
                      data = bytes.size() - 10 - static_cast<unsigned char>(bytes[8]);
    CHECK(data == elements * (told["type"] == "int16" ? 2 : 1));
    CHECK(bytes == text_of(bench.folder / ("golden/" + file)));
  }
  // One layer, one input: a part of the same; written over it with --force, as every result.
  const std::string layer = all["dump"][2]["layer"], file = all["dump"][2]["file"];
  const Json one = bench.run("systemc", {"--dump", layer, "--force"});
  REQUIRE(one["dump"].size() == 1);
  CHECK(one["dump"][0]["file"] == file);
  CHECK(one["dump"][0]["shape"][0] == 1);
  CHECK(std::distance(fs::directory_iterator(bench.folder / "systemc/dump"), fs::directory_iterator()) == 1);
  const std::string first = text_of(bench.folder / ("systemc/" + file)),
                    three = text_of(bench.folder / ("golden/" + file));
  CHECK(first.substr(128) == three.substr(128, first.size() - 128));
  CHECK_FALSE(bench.run("plain").contains("dump"));
  // Somebody else's file in a folder of that name is not thrown away.
  std::ofstream(bench.folder / "systemc/dump/notes.txt") << "mine";
  const ProcessResult kept =
      run_octet({"run", bench.package, "--arch", "octet-16", "--out", bench.folder / "systemc", "--force"});
  CHECK(kept.status == 2);
  CHECK_THAT(kept.err, Catch::Contains("holds other things than Octet's results"));
}

TEST_CASE("a layer's name with a slash stays in its folder", "[run][sim]") {
  const octet::test::TemporaryFolder folder;
  octet::graph::Model model = octet::test::random_model({});
  const std::string name = "../../a/b";
  model.nodes[1].name = name;
  octet::graph::write_package(model, folder / "package");
  const ProcessResult result = run_octet(
      {"run", folder / "package", "--arch", "octet-16", "--view", "golden", "--dump", name, "--out", folder / "out"});
  INFO(result.err);
  REQUIRE(result.status == 0);
  CHECK(fs::exists(folder / "out/dump/..%2F..%2Fa%2Fb.npy"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("--set changes the machine, never the outputs", "[run][sim]") {
  const Bench bench;
  const Json slow = bench.run("slow", {"--set", "memory.latency_cycles=500"}), fast = bench.run("fast");
  CHECK(slow["cycles"] > fast["cycles"]);
  CHECK(slow["architecture"]["memory"]["latency_cycles"] == 500);
  CHECK(text_of(bench.folder / "slow/outputs.csv") == text_of(bench.folder / "fast/outputs.csv"));
}

TEST_CASE("--json - gives standard output to the document alone", "[run][sim]") {
  const Bench bench;
  const ProcessResult result =
      run_octet({"run", bench.package, "--arch", "octet-16", "--out", bench.folder / "r", "--json", "-"});
  CHECK(Json::parse(result.out)["workload"].is_string());
  CHECK_THAT(result.err, Catch::Contains("utilization"));
}

TEST_CASE("an interrupted run exits 130 and leaves nothing", "[run][sim]") {
  const Bench bench;
  const ProcessResult result = run_octet({"run", bench.package, "--arch", "octet-16", "--view", "golden", "--limit",
                                          "1000000000", "--out", bench.folder / "result"},
                                         std::chrono::milliseconds(500));
  CHECK(result.status == 130);
  CHECK(std::distance(fs::directory_iterator(bench.folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a compiled program is listed and proved", "[run][sim]") {
  const Bench bench;
  const std::string program = bench.folder / "net.octet";
  CHECK(run_octet({"compile", bench.package, "--arch", "octet-16", "--out", program}).status == 0);
  CHECK_THAT(run_octet({"disasm", program}).out, Catch::Contains("matmul"));
  const ProcessResult proof = run_octet({"verify", program});
  INFO(proof.err);
  CHECK(proof.status == 0);
}

TEST_CASE("what `show` prints is an architecture", "[run][sim]") {
  const Bench bench;
  const ProcessResult shown = run_octet({"show", "octet-16", "--set", "clock_hz=1000000"});
  REQUIRE(shown.status == 0);
  const Json run = bench.run("result");
  CHECK_THAT(shown.out, Catch::Contains("clock_hz: 1000000"));
  CHECK_THAT(run_octet({"list"}).out, Catch::Contains("octet-16") && Catch::Contains("fashion-mnist-sample"));
}
