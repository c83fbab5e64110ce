// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <map>
#include <string>

#include "sim/report/html_page.hpp"
#include "sim/report/run_consistency.hpp"
#include "sim/report/si.hpp"
#include "sim/report/timeline_document.hpp"
#include "sim/run/views.hpp"
#include "tests/sim/edited_run.hpp"

using Catch::Matchers::Contains;
using octet::report::Json;
using octet::test::edited;
using octet::test::error_of;
using octet::test::error_of_run;
using octet::test::result;
using octet::test::run_octet;
using octet::test::TemporaryFolder;
using octet::test::text_of;
using octet::test::write;
namespace fs = std::filesystem;

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
