// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>

#include "models/core/error.hpp"
#include "sim/report/html_page.hpp"
#include "sim/report/run_consistency.hpp"
#include "sim/report/run_document.hpp"
#include "sim/report/si.hpp"
#include "sim/report/timeline_document.hpp"
#include "sim/run/views.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::UserError;
using octet::report::Json;
using octet::test::run_octet;
using octet::test::TemporaryFolder;
using octet::test::text_of;
namespace fs = std::filesystem;

namespace {

/// A result to edit: one short run, made once.
const TemporaryFolder& result() {
  static const TemporaryFolder folder;
  if (!fs::exists(folder / "run"))
    REQUIRE(run_octet({"run", "workloads/vit-fashion-mnist/package", "--arch", "octet-16", "--timing-only", "--explain",
                       "--out", folder / "run"})
                .status == 0);
  return folder;
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

constexpr const char* kBeside[] = {"layers.csv", "architecture.yaml"};

/// A copy of the result with its run.json changed, alone with its trace: what else lies beside it would contradict.
fs::path edited(const TemporaryFolder& folder, const std::function<void(Json&)>& change) {
  const fs::path copy = folder / "edited";
  fs::remove_all(copy);
  fs::copy(result() / "run", copy);
  Json run = Json::parse(text_of(copy / "run.json"));
  change(run);
  write((copy / "run.json").string(), run.dump());
  for (const char* name : kBeside) fs::remove(copy / name);
  return copy;
}

std::string error_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

std::string error_of_run(const std::function<void(Json&)>& change) {
  const TemporaryFolder folder;
  const fs::path copy = edited(folder, change);
  return error_of([&] { octet::report::read_run_folder(copy); });
}

using Catch::Matchers::Contains;

}  // namespace

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

TEST_CASE("a report knows the views that runs have", "[report][sim]") {
  CHECK(octet::report::known_views() == octet::sim::view_names());
}

TEST_CASE("a report takes a run whose view does not tell layers, and has its reason", "[report][sim]") {
  const TemporaryFolder folder;
  const auto of_gates = [](Json& run) {  // as `octet run --view rtl` writes it
    run["view"] = "rtl";
    run["layers_missing_reason"] = "the gates do not tell which layer a step belongs to";
    run["memory_missing_reason"] = "the gates count what crosses their memory port";
    REQUIRE(run["energy_j"]["outside_layers"].is_number());
    run["energy_j"]["outside_layers"] = nullptr;
    std::uint64_t busy = 0;
    for (const Json& unit : run["per_unit"]) busy += unit["busy_cycles"].get<std::uint64_t>();
    run["outside_layers"] = {{"busy_cycles", busy}, {"energy_j", run["energy_j"]["total"]}};
    run.erase("explain");
    for (Json& layer : run["per_layer"]) {
      layer.erase("explain");
      for (const char* key : {"energy_j", "start_cycles", "end_cycles", "busy_cycles"}) layer[key] = nullptr;
    }
    for (const char* memory : {"activation", "weight", "accumulator", "parameter"})
      for (const char* way : {"read", "write"}) run["memory"].erase(std::string(memory) + "_" + way + "_bytes");
  };
  const fs::path copy = edited(folder, of_gates);
  fs::remove(copy / "trace.json");
  const Json document = octet::report::read_run_folder(copy);
  CHECK(document["timeline"].is_null());
  CHECK(document["timeline_missing_reason"] == "the gates do not tell which layer a step belongs to");
  CHECK(run_octet({"report", copy.string(), "--out", folder / "page.html"}).status == 0);
  CHECK_THAT(error_of_run([&](Json& run) {
               of_gates(run);
               run["per_layer"][1]["energy_j"] = 0.5;
             }),
             Contains("/per_layer/1/energy_j: expected null as /energy_j/outside_layers is, got 0.5"));
}

TEST_CASE("a report refuses files that are cut off, no JSON, too deep, or a trace of something else",
          "[report][sim][bad]") {
  const TemporaryFolder folder;
  const fs::path copy = edited(folder, [](Json&) {});
  const std::string run = (copy / "run.json").string(), trace = (copy / "trace.json").string();
  const std::string good_run = text_of(run), good_trace = text_of(trace);
  const auto error = [&] { return error_of([&] { octet::report::read_run_folder(copy); }); };

  CHECK(error() == "nothing was wrong");
  write(run, good_run.substr(0, good_run.size() / 2));
  CHECK_THAT(error(), Contains("run.json (byte ") && Contains("expected JSON, got a parse error at line 1"));
  write(run, std::string(100000, '[') + std::string(100000, ']'));
  CHECK_THAT(error(), Contains("expected at most 32 levels of nesting"));
  write(run, R"({"cycles": 1e999})");
  CHECK_THAT(error(), Contains("expected JSON: "));
  write(run, "");
  CHECK_THAT(error(), Contains("run.json (byte 1)"));
  write(run, good_run);

  write(trace, good_trace.substr(0, good_trace.size() - 10));
  CHECK_THAT(error(), Contains("trace.json (byte ") && Contains("expected JSON"));
  write(trace, "{}");
  CHECK_THAT(error(), Contains("/traceEvents: expected a list, but it is missing"));
  write(trace, R"({"traceEvents":[{"ph":"X","name":"embed","cat":"oven","ts":1,"dur":2}]})");
  CHECK_THAT(error(), Contains("/traceEvents/0/cat: expected a unit of run.json, got \"oven\""));
  write(trace, R"({"traceEvents":[{"ph":"X","name":"embed","cat":"matmul","ts":182613,"dur":2}]})");
  CHECK_THAT(error(), Contains("/traceEvents/0: expected an end by cycle 182614 of run.json, got 182615"));
  write(trace, R"({"traceEvents":[{"ph":"X","name":"embed","cat":"matmul","ts":-1,"dur":2}]})");
  CHECK_THAT(error(), Contains("/traceEvents/0/ts: expected a whole number from 0 to 2^53, got -1"));
  fs::remove(trace);
  const Json document = octet::report::read_run_folder(copy);
  CHECK(document["timeline"].is_null());
  CHECK(document["timeline_missing_reason"] == "the folder has no trace.json");
}

TEST_CASE("a timeline keeps every step, or says how near those are that became one", "[report][sim]") {
  const std::vector<std::string> units = {"load", "matmul"};
  const TemporaryFolder folder;
  Json events = Json::array();
  for (int i = 999; i >= 0; --i)  // not in order
    events.push_back({{"ph", "X"},
                      {"name", i < 500 ? "a" : "b"},
                      {"cat", "matmul"},
                      {"ts", 100 * i},
                      {"dur", i % 10 == 9 ? 20 : 90}});
  events.push_back({{"ph", "X"}, {"name", "a"}, {"cat", "load"}, {"ts", 7}, {"dur", 5}});
  write(folder / "trace.json", Json{{"traceEvents", events}}.dump());

  const Json all = octet::report::read_timeline(folder / "trace.json", units, 100000);
  CHECK(all["merged_gap_cycles"] == 0);
  CHECK(all["steps"] == Json({1, 1000}));
  REQUIRE(all["spans"].size() == 4 * 1001);
  // unit, layer, start after the one before, length
  CHECK(all["spans"][0] == 1);
  CHECK(all["spans"][2] == 0);
  CHECK(all["spans"][3] == 90);
  CHECK(all["spans"][4] == 0);
  CHECK(all["spans"][6] == 7);
  CHECK(all["spans"][8] == 1);
  CHECK(all["spans"][10] == 93);

  const Json fewer = octet::report::read_timeline(folder / "trace.json", units, 100000, 110);
  CHECK(fewer["merged_gap_cycles"] == 16);  // gaps of 10 are closed, those of 80 are not
  CHECK(fewer["steps"] == Json({1, 1000}));
  CHECK(fewer["spans"].size() == 4 * 101);
  const Json fewest = octet::report::read_timeline(folder / "trace.json", units, 100000, 10);
  CHECK(fewest["merged_gap_cycles"] == 128);
  CHECK(fewest["spans"].size() == 4 * 3);  // two layers of one unit, one of the other
}

TEST_CASE("no text of a result becomes markup or ends the element that holds the data", "[report][sim][bad]") {
  const std::string evil = "</script><script>alert(1)</script><!--{{document}}{{title}}\xE2\x80\xA8&\"";
  const std::string page = octet::report::html_page(evil, {{"name", evil}});
  const std::string head = page.substr(0, page.find("<style>"));
  CHECK_THAT(head, Contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
  const std::size_t data = page.find("id=\"document\">") + 14;
  const std::string held = page.substr(data, page.find("</script>", data) - data);
  CHECK(held.find('<') == std::string::npos);
  CHECK(Json::parse(held)["name"] == evil);
  CHECK_THAT(page, !Contains("<script>alert"));
}

TEST_CASE("the report verb names what is no result, and never writes over one", "[report][sim][bad]") {
  const TemporaryFolder folder;
  const std::string run = result() / "run", out = folder / "page.html";
  const auto says = [](const octet::test::ProcessResult& it, const std::string& words) {
    CHECK(it.status == 2);
    CHECK_THAT(it.err, Contains(words));
  };
  says(run_octet({"report"}), "DIR: error: is required");
  says(run_octet({"report", "/nowhere", "--out", out}),
       "expected a folder of octet run (run.json) or of octet sweep (sweep.json), got nothing by this name");
  fs::create_directory(folder / "empty");
  says(run_octet({"report", folder / "empty", "--out", out}), "got a folder without either");
  fs::create_directory(folder / "begun");  // what a sweep that was interrupted leaves
  for (const char* name : {"sweep.sqlite", "spec.yaml"}) write(folder / (std::string("begun/") + name), "");
  says(run_octet({"report", folder / "begun", "--out", out}),
       "begun: error: is a sweep that is not finished, it has no sweep.json: octet sweep SPEC --out " +
           (folder / "begun") + " --resume goes on with it");
  says(run_octet({"report", run + "/run.json", "--out", out}), "got something else than a folder");
  says(run_octet({"report", run, run, run, "--out", out}), "expected one or two folders, got 3");
  says(run_octet({"report", run, "--out", run + "/page.html"}), "expected a place outside the input");
  says(run_octet({"report", run, "--out", folder / "begun/spec.yaml/page.html"}), "expected a folder to write in");
  CHECK(run_octet({"report", run, "--out", out}).status == 0);
  says(run_octet({"report", run, "--out", out}), "exists already; --force replaces it");
  CHECK(run_octet({"report", run, run, "--out", out, "--force"}).status == 0);
  // Two broken folders: both are told, and the page that was there stays.
  const std::string before = text_of(out);
  const fs::path broken = edited(folder, [](Json& it) { it.erase("cycles"); });
  const auto both = run_octet({"report", broken.string(), folder / "empty", "--out", out, "--force"});
  says(both, "/cycles: expected");
  says(both, "got a folder without either");
  CHECK(text_of(out) == before);
  says(run_octet({"report", run, "--out", folder / "full.html"}, std::nullopt, 100000), "full.html");
  CHECK_FALSE(fs::exists(folder / "full.html"));
}

TEST_CASE("the same results give the same page, beside the folder unless told", "[report][sim]") {
  const TemporaryFolder folder;
  fs::copy(result() / "run", folder / "copy");
  CHECK(run_octet({"report", (folder / "copy") + "/"}).status == 0);
  const std::string first = text_of(folder / "copy.html");
  CHECK(first.size() > 400000);
  CHECK(first.size() < 3000000);
  CHECK(run_octet({"report", (folder / "copy") + "/", "--force"}).status == 0);
  CHECK(text_of(folder / "copy.html") == first);
}

TEST_CASE("steps of one track of the trace do not overlap: what does lies on a further track of the unit", "[report]") {
  const Json trace = Json::parse(text_of(result() / "run/trace.json"));
  std::map<int, std::uint64_t> ends;
  std::map<int, std::string> names;
  std::size_t overlapping_units = 0;
  for (const Json& event : trace["traceEvents"]) {
    if (event["ph"] == "M") {
      names[event["tid"]] = event["args"]["name"];
      overlapping_units += event["args"]["name"].get<std::string>().ends_with(" (2)");
    } else {
      CHECK(event["ts"].get<std::uint64_t>() >= ends[event["tid"]]);
      ends[event["tid"]] = event["ts"].get<std::uint64_t>() + event["dur"].get<std::uint64_t>();
      CHECK(names[event["tid"]].starts_with(event["cat"].get<std::string>()));
    }
  }
  CHECK(overlapping_units > 0);  // else the run has nothing to lay apart
}

TEST_CASE("quantities are told in the unit that fits their size", "[report]") {
  using octet::report::si;
  CHECK(si(0.6775, "s") == "677.5 ms");
  CHECK(si(365.2e-6, "s") == "365.2 us");
  CHECK(si(0.0009999999, "s") == "1 ms");
  CHECK(si(94.49e-6, "J") == "94.49 uJ");
  CHECK(si(0.0123, "J") == "12.3 mJ");
  CHECK(si(42.1, "W") == "42.1 W");
  CHECK(si(500e6, "Hz") == "500 MHz");
  CHECK(si(0.0, "s") == "0 s");
}
