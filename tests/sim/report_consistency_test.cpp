// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "tests/sim/edited_run.hpp"

using Catch::Matchers::Contains;
using octet::report::Json;
using octet::test::error_of;
using octet::test::error_of_run;
using octet::test::result;
using octet::test::run_octet;
using octet::test::TemporaryFolder;
using octet::test::text_of;
using octet::test::write;
namespace fs = std::filesystem;

TEST_CASE("a report refuses a run.json whose values are missing or of another kind, all at once",
          "[report][sim][bad]") {
  const std::string text = error_of_run([](Json& run) {
    run.erase("macs");
    run["cycles"] = "many";
    run["samples"] = -1;
    run["utilization"] = Json::array();
    run["schema_version"] = 99;
    run["per_unit"][2].erase("busy_cycles");
    run["per_layer"][1]["name"] = 7;
    run["memory"]["dram_read_bytes"] = 1.5;
    run["provenance"]["inputs"][0]["sha256"] = nullptr;
  });
  CHECK_THAT(text, Contains("/macs: expected a whole number from 0 to 2^53, but it is missing"));
  CHECK_THAT(text, Contains("/cycles: expected a whole number from 0 to 2^53 or null, got \"many\""));
  CHECK_THAT(text, Contains("/samples: expected a whole number from 0 to 2^53, got -1"));
  CHECK_THAT(text, Contains("/utilization: expected a number that is not negative or null, got array of 0"));
  const std::string inner = error_of_run([](Json& run) {
    run["schema_version"] = 99;
    run["per_unit"][2].erase("busy_cycles");
    run["per_layer"][1]["name"] = 7;
    run["memory"]["dram_read_bytes"] = 1.5;
    run["provenance"]["inputs"][0]["sha256"] = nullptr;
    run["architecture"].erase("name");
  });
  CHECK_THAT(inner, Contains("/schema_version: expected 1, got 99: this result is of another version of octet"));
  CHECK_THAT(inner, Contains("/per_unit/2/busy_cycles: expected"));
  CHECK_THAT(inner, Contains("/per_layer/1/name: expected a text, got 7"));
  CHECK_THAT(inner, Contains("/memory/dram_read_bytes: expected a whole number from 0 to 2^53, got 1.5"));
  CHECK_THAT(inner, Contains("/provenance/inputs/0/sha256: expected a text, got null"));
  CHECK_THAT(inner, Contains("/architecture/name: expected a text, but it is missing"));
}

TEST_CASE("a report refuses figures that contradict each other", "[report][sim][bad]") {
  const auto one_more = [](Json& value) { value = value.get<std::uint64_t>() + 1; };
  CHECK_THAT(
      error_of_run([&](Json& run) { one_more(run["per_unit"][5]["busy_cycles"]); }),
      Contains("/per_unit/5: expected busy, stalled and idle cycles that add up to 182614 (/cycles), got 182615"));
  CHECK_THAT(error_of_run([&](Json& run) { one_more(run["explain"]["causes"]["memory_cycles"]); }),
             Contains("/explain/causes: expected cycles that add up to 182614 (/cycles), got 182615"));
  CHECK_THAT(error_of_run([&](Json& run) { one_more(run["per_layer"][0]["explain"]["causes"]["memory_cycles"]); }),
             Contains("/per_layer/0/explain/causes: expected cycles that add up to 5010 (its window), got 5011"));
  CHECK_THAT(error_of_run([](Json& run) { run["latency_s"] = 1.0; }),
             Contains("/latency_s: expected cycles / clock_hz, got 1.0"));
  CHECK_THAT(error_of_run([](Json& run) { run["clock_hz"] = 0; }), Contains("/clock_hz: expected at least 1, got 0"));
  const auto with_energy = [](double total, double layer) {
    return [=](Json& run) {
      run["energy_j"] = {{"total", total},
                         {"per_unit",
                          {{"matmul", {{"total", 3.0}, {"dynamic", 2.0}, {"leakage", 1.0}}},
                           {"dram", {{"total", 1.0}, {"dynamic", 1.0}, {"leakage", 0.0}}}}},
                         {"outside_layers", 1.0}};
      run["outside_layers"]["energy_j"] = 1.0;
      run["power_w"] = total / run["latency_s"].get<double>();
      for (Json& it : run["per_layer"]) it["energy_j"] = nullptr;
      run["per_layer"][0]["energy_j"] = layer;
      run["area_mm2"] = {{"total", 2.5}, {"per_unit", {{"matmul", 1.5}, {"weight", 1.0}}}};
    };
  };
  CHECK(error_of_run(with_energy(4.0, 3.0)) == "nothing was wrong");
  CHECK_THAT(error_of_run(with_energy(4.5, 3.5)),
             Contains("/energy_j/total: expected the sum of its units, 4.0, got 4.5"));
  CHECK_THAT(error_of_run(with_energy(4.0, 2.0)),
             Contains("/energy_j/total: expected the sum of all layers and what is outside of them, 3.0, got 4.0"));
  CHECK_THAT(error_of_run([&](Json& run) {
               with_energy(4.0, 3.0)(run);
               run["area_mm2"]["per_unit"]["weight"] = 2.0;
               run["energy_j"]["per_unit"]["dram"]["leakage"] = 0.5;
             }),
             Contains("/area_mm2/total: expected the sum of its units, 3.5, got 2.5") &&
                 Contains("/energy_j/per_unit/dram/total: expected the sum of dynamic and leakage, 1.5, got 1.0"));
  CHECK_THAT(error_of_run([](Json& run) {
               run["area_mm2"] = {{"total", -1.0}, {"per_unit", Json::object()}};
             }),
             Contains("/area_mm2/total: expected a number that is not negative, got -1.0"));
}

TEST_CASE("a report refuses figures that do not follow from the others", "[report][sim][bad]") {
  const auto refuses = [](const std::function<void(Json&)>& change, const std::string& message) {
    CAPTURE(message);
    CHECK_THAT(error_of_run(change), Contains(message));
  };
  refuses([](Json& run) { run["utilization"] = 0.99; }, "/utilization: expected 0.6044");
  refuses([](Json& run) { run["utilization"] = 0.99; }, "(macs / (cycles x rows x columns)), got 0.99");
  refuses([](Json& run) { run["macs"] = 1; }, "/macs: expected 28256640 (the sum of /per_layer), got 1");
  refuses([](Json& run) { run["power_w"] = 0.5; }, "(energy_j / latency_s), got 0.5");
  refuses([](Json& run) { run["power_w"] = nullptr; }, "/power_w: expected a number beside /energy_j, got null");
  refuses([](Json& run) { run["energy_j"] = nullptr; }, "/power_w: expected null as /energy_j is, got 0.");
  refuses([](Json& run) { run["view"] = "quantum"; },
          "/view: expected one of golden, systemc, estimate, rtl, or systemc, UNIT=rtl, got quantum");
  refuses([](Json& run) { run["view"] = "rtl, softmax=rtl"; }, "/view: expected one of ");
  refuses([](Json& run) { run["view"] = "systemc, oven=rtl"; }, "/view: expected one of ");
  refuses([](Json& run) { run["view"] = "golden"; }, "/cycles: expected null in the golden view, got 182614");
  refuses([](Json& run) { run["latency_s"] = nullptr; }, "/latency_s: expected a number in the view systemc, got null");
  refuses([](Json& run) { run["samples"] = 3; }, "/samples: expected 0, as the run only took time, got 3");
  refuses([](Json& run) { run["timing_only"] = false; }, "/samples: expected at least 1, as the run had values, got 0");
  refuses(
      [](Json& run) {
        run["clock_hz"] = 1;
        run["latency_s"] = run["cycles"];
      },
      "/clock_hz: expected 500000000 (/architecture/clock_hz), got 1");
  refuses([](Json& run) { run["architecture"]["array"]["rows"] = 32; }, "/utilization: expected 0.3022");
  refuses([](Json& run) { run["architecture"]["array"]["rows"] = "many"; },
          "/architecture/array/rows: expected a whole number from 0 to 2^53, got \"many\"");
  refuses([](Json& run) { run["architecture"] = {{"name", "x"}}; }, "/architecture/array: expected an object");
  refuses([](Json& run) { run["per_layer"][3]["name"] = run["per_layer"][2]["name"]; },
          "/per_layer/3/name: expected another name than before, got ");
  refuses([](Json& run) { run["per_unit"][3]["name"] = run["per_unit"][2]["name"]; },
          "/per_unit/3/name: expected another name than before, got ");
  refuses([](Json& run) { run["per_layer"][0]["end_cycles"] = 999999; },
          "/per_layer/0/end_cycles: expected at most /cycles, 182614, got 999999");
  refuses([](Json& run) { run["per_layer"][0]["start_cycles"] = 999999; },
          "/per_layer/0/start_cycles: expected at most end_cycles, ");
  refuses([](Json& run) { run["per_layer"][0]["end_cycles"] = nullptr; },
          "/per_layer/0/end_cycles: expected a number beside start_cycles, got null");
  refuses([](Json& run) { run["per_layer"][0]["busy_cycles"] = 7; }, "/outside_layers/busy_cycles: expected ");
  refuses([](Json& run) { run["outside_layers"]["energy_j"] = 7; }, "(/energy_j/outside_layers), got 7");
  refuses([](Json& run) { run["explain"]["tail_cycles"] = 7777; },
          "/explain: expected 182614 (/cycles, by start-up, windows of layers and tail), got ");
  // Two causes of the run exchanged: they still add up to it.
  refuses(
      [](Json& run) {
        std::swap(run["explain"]["causes"]["memory_cycles"], run["explain"]["causes"]["multiply_cycles"]);
      },
      "/explain/causes/memory_cycles: expected ");
  const auto with_accuracy = [](std::uint64_t samples, std::uint64_t right, double share) {
    return [=](Json& run) {
      run["timing_only"] = false;
      run["samples"] = 4;
      run["accuracy"] = {{"metric", "accuracy"}, {"samples", samples}, {"right", right}, {"integer", share}};
    };
  };
  CHECK(error_of_run(with_accuracy(4, 3, 0.75)) == "nothing was wrong");
  refuses(with_accuracy(5, 3, 0.75), "/accuracy/samples: expected 4 (/samples), got 5");
  refuses(with_accuracy(4, 5, 0.75), "/accuracy/right: expected at most 4 (/samples), got 5");
  refuses(with_accuracy(4, 3, 0.9), "/accuracy/integer: expected 0.75 (right / samples), got 0.9");
  for (const Json& hostile : {Json("NaN"), Json(-1), Json(1e300), Json::array({1}), Json(true)})
    for (const char* key : {"/macs", "/cycles", "/utilization", "/power_w", "/per_layer/0/busy_cycles",
                            "/per_unit/0/busy_cycles", "/outside_layers/busy_cycles", "/outside_layers/energy_j",
                            "/architecture/clock_hz", "/explain/tail_cycles", "/energy_j/total", "/area_mm2/total"}) {
      CAPTURE(key, hostile.dump());
      CHECK(error_of_run([&](Json& run) { run[Json::json_pointer(key)] = hostile; }) != "nothing was wrong");
    }
}

TEST_CASE("what lies beside a run.json says the same, or is told", "[report][sim][bad]") {
  const TemporaryFolder folder;
  const fs::path copy = folder / "copy";
  const auto error_with = [&](const std::string& name, const std::string& from, const std::string& to) {
    fs::remove_all(copy);
    fs::copy(result() / "run", copy);
    std::string text = text_of(copy / name);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write((copy / name).string(), text.replace(at, from.size(), to));
    return error_of([&] { octet::report::read_run_folder(copy); });
  };
  const auto says = [&](const std::string& name, const std::string& from, const std::string& to,
                        const std::string& message) {
    CAPTURE(name, from, to);
    CHECK_THAT(error_with(name, from, to), Contains(message));
  };
  CHECK(error_with("layers.csv", "embed", "embed") == "nothing was wrong");
  says("architecture.yaml", "latency_cycles: 60", "latency_cycles: 61",
       "architecture.yaml: error: /memory/latency_cycles: expected 60 as in run.json, got 61");
  says("architecture.yaml", "ports: dual", "ports: single",
       "/buffers/activation/ports: expected dual as in run.json, got single");
  says("architecture.yaml", "latency_cycles: 60", "latency: 60",
       "/memory/latency: expected nothing as in run.json, got a value");
  says("architecture.yaml", "latency_cycles: 60", "latency_cycles: [60]",
       "expected 60 as in run.json, got something else");
  says("architecture.yaml", "latency_cycles: 60", "latency_cycles: nan", "expected 60 as in run.json, got nan");
  says("architecture.yaml", "name:", "name: [", "architecture.yaml:");
  says("layers.csv", "\nembed,", "\nembod,", "layers.csv:2: error: layer: expected embed as in run.json, got embod");
  says("layers.csv", "\nembed,", "\nembed,1", "layers.csv:2: error: macs: expected ");
  for (const char* text : {"nan", "-1", "1e400", "\"a\"", "0x10"})
    says("layers.csv", "(outside layers),0", std::string("(outside layers),") + text,
         "macs: expected 0 as in run.json, got ");
  says("layers.csv", "(outside layers)", "outside", "layer: expected (outside layers) as in run.json, got outside");
  says("layers.csv", "layer,macs", "layer,muls",
       "layers.csv:1: error: head: expected a column macs as in run.json, got none");
  says("layers.csv", "\nembed,", "\nembed,1,2,3,4,5,", "fields as in the head");
  // Another architecture's run beside it.
  CHECK(run_octet({"show", "octet-32"}).status == 0);
  fs::remove_all(copy);
  fs::copy(result() / "run", copy);
  write((copy / "architecture.yaml").string(), run_octet({"show", "octet-32"}).out);
  const std::string text = error_of([&] { octet::report::read_run_folder(copy); });
  CHECK_THAT(text, Contains("/name: expected octet-16 as in run.json, got octet-32"));
  CHECK_THAT(text, Contains("/array/rows: expected 16 as in run.json, got 32"));
}
