// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "models/core/error.hpp"
#include "sim/report/sweep_document.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using Catch::Matchers::Contains;
using octet::UserError;
using octet::report::Json;
using octet::test::TemporaryFolder;

namespace {

void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string error_of(const std::filesystem::path& folder) {
  try {
    octet::report::read_sweep_folder(folder);
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

}  // namespace

TEST_CASE("a sweep's points are read by name, and its faults are told", "[report][sim][bad]") {
  const TemporaryFolder folder;
  const std::string json = folder / "sweep.json", csv = folder / "points.csv";
  const std::string head = "id,array.rows,\"a,b\",state,view,finalist,front,cycles,accuracy,reason\n";
  const std::string rows =
      "0,8,x,done,systemc,1,1,100,0.9,\n1,16,\"q\"\"q\",done,estimate,0,0,50,,\n2,16,x,failed,,0,0,,,\"no\nroom\"\n3,8,"
      "x,done,estimate,0,0,70,,\n";
  const Json good = {
      {"schema_version", 1},
      {"points", 4},
      {"failed", 1},
      {"objectives", {{{"metric", "cycles"}, {"goal", "min"}}, {{"metric", "accuracy"}, {"goal", "max"}}}},
      {"pareto", {{{"id", 0}, {"settings", Json::object()}}}},
      {"failures", {{{"id", 2}, {"settings", Json::object()}, {"reason", "no\nroom"}}}},
      {"provenance", Json::object()}};
  const auto error = [&](const Json& document, const std::string& points) {
    put(json, document.dump());
    put(csv, points);
    return error_of(folder.path());
  };
  const auto with = [&](const char* key, const Json& value) {
    Json changed = good;
    changed[key] = value;
    return changed;
  };
  REQUIRE(error(good, head + rows) == "nothing was wrong");
  const Json sweep = octet::report::read_sweep_folder(folder.path());
  CHECK(sweep["axes"] ==
        Json::parse(R"([{"name":"array.rows","choices":["8","16"]},{"name":"a,b","choices":["x","q\"q"]}])"));
  CHECK(sweep["points"] == Json::parse("[[0,1,1,0,0,100.0,0.9],[1,0,0,1,1,50.0,null],[3,0,0,0,0,70.0,null]]"));
  CHECK(sweep["objectives"] ==
        Json::parse(R"([{"name":"cycles","maximize":false},{"name":"accuracy","maximize":true}])"));
  CHECK(sweep["left_out"] == 0);
  const Json fewer = octet::report::read_sweep_folder(folder.path(), 2);
  CHECK(fewer["left_out"] == 1);
  CHECK(fewer["points"].size() == 2);

  CHECK_THAT(error(with("schema_version", 2), head + rows), Contains("/schema_version: expected 1, got 2"));
  CHECK_THAT(error(with("points", 5), head + rows), Contains("expected 5 points as in sweep.json, got 4"));
  CHECK_THAT(error(with("failed", 3), head + rows), Contains("/failed: expected the length of /failures, 1, got 3"));
  CHECK_THAT(error(with("pareto", Json::array()), head + rows),
             Contains("/pareto: expected the 1 points that points.csv has on the front, got 0"));
  // What it says of points is what the table says.
  const auto with_point = [&](const char* list, const Json& point) {
    Json changed = good;
    changed[list][0].update(point);
    return changed;
  };
  CHECK_THAT(error(with_point("pareto", {{"settings", {{"array.rows", "16"}}}}), head + rows),
             Contains("/pareto/0/settings/array.rows: expected 8 as in line 2 of points.csv, got \"16\""));
  CHECK_THAT(error(with_point("pareto", {{"metrics", {{"cycles", 99}}}}), head + rows),
             Contains("/pareto/0/metrics/cycles: expected 100 as in line 2 of points.csv, got 99"));
  CHECK_THAT(error(with_point("pareto", {{"metrics", {{"accuracy", "best"}}}}), head + rows),
             Contains("/pareto/0/metrics/accuracy: expected a number and a column of points.csv"));
  CHECK_THAT(error(with_point("failures", {{"id", 3}}), head + rows),
             Contains("/failures/0: expected done as in line 5 of points.csv, got failed"));
  CHECK_THAT(error(with_point("failures", {{"id", 9}}), head + rows),
             Contains("/failures/0/id: expected a point of points.csv, got 9"));
  Json counted = with("done", 3);
  counted["infeasible"] = 1;
  CHECK_THAT(error(counted, head + rows),
             Contains("/points: expected the sum of done, infeasible and failed, 5, got 4"));
  CHECK_THAT(error(with("objectives", {{{"metric", "cycles"}, {"goal", "more"}}}), head + rows),
             Contains("/objectives/0/goal: expected min or max, got \"more\""));
  CHECK_THAT(
      error(with("packages", {{{"package", "a"}, {"samples", 10}, {"right", 9}, {"accuracy", 0.8}}}), head + rows),
      Contains("/packages/0/accuracy: expected right / samples, 9 of 10, got 0.8"));
  const auto first_row = [&](const std::string& row) { return head + row + rows.substr(rows.find('\n')); };
  CHECK_THAT(error(good, first_row("1,8,x,done,systemc,1,1,100,0.9,")),
             Contains("points.csv:3: error: id: expected another than before, got 1"));
  CHECK_THAT(error(good, first_row("0,8,x,fine,systemc,1,1,100,0.9,")),
             Contains("points.csv:2: error: state: expected done, infeasible or failed, got fine"));
  CHECK_THAT(error(good, first_row("0,8,x,done,rtl,1,1,100,0.9,")),
             Contains("points.csv:2: error: view: expected systemc or estimate, got rtl"));
  CHECK_THAT(error(good, first_row("0,8,x,failed,systemc,1,1,100,0.9,")),
             Contains("front: expected 0, as it did not run, got 1"));
  CHECK_THAT(error(good, first_row("0,8,x,done,systemc,1,1,-100,0.9,")),
             Contains("cycles: expected a number that is not negative, got -100"));
  CHECK_THAT(error(good, first_row("0,8,x,done,systemc,1,1,nan,0.9,")), Contains("cycles: expected a number, got nan"));
  CHECK_THAT(error(with("objectives", {{{"metric", "beauty"}, {"goal", "max"}}}), head + rows),
             Contains("points.csv:1: error: expected a column beauty, but there is none"));
  CHECK_THAT(error(good, head + "0,8,x,done,systemc,1,1,quick,0.9,\n" + rows.substr(rows.find('\n') + 1)),
             Contains("points.csv:2: error: cycles: expected a number, got quick"));
  CHECK_THAT(error(good, head + "0,8,x\n"), Contains("points.csv:2: error: expected 10 fields as in the head, got 3"));
  CHECK_THAT(error(good, head + rows + "4,\"8"), Contains("expected a quote at the end of a field"));
  for (const char* id : {"-1", "1e300", "", "1.5", "99999999999999999999"})
    CHECK_THAT(error(good, head + id + ",8,x,done,systemc,1,1,100,0.9,\n" + rows.substr(rows.find('\n') + 1)),
               Contains(std::string("points.csv:2: error: id: expected a whole number, got '") + id + "'"));
  CHECK_THAT(error(good, ""), Contains("expected a head, the file is empty"));
  CHECK_THAT(error(good, "a,b\n"), Contains("expected a head with id, the axes, state and further columns"));
  // A sweep of which nothing ran has axes, and no choices to show.
  Json idle = with("pareto", Json::array());
  idle["points"] = 1;
  REQUIRE(error(idle, head + "2,16,x,failed,,0,0,,,none\n") == "nothing was wrong");
  const Json nothing = octet::report::read_sweep_folder(folder.path());
  CHECK(nothing["points"].empty());
  CHECK(nothing["axes"][1] == Json::parse(R"({"name":"a,b","choices":[]})"));
  CHECK(nothing["without_figures"] == Json::parse(R"([{"state":"failed","reason":"none","points":1}])"));
  // Then points.csv has no columns of figures.
  idle["points"] = 3;
  idle["failures"][0]["id"] = 1;
  const std::string bare = "id,array.rows,state,view,finalist,front,accuracy_samples,reason\n";
  REQUIRE(
      error(
          idle,
          bare + "0,8,infeasible,,0,0,,\"too, small\"\n1,9,failed,,0,0,,slow\n2,8,infeasible,,0,0,,\"too, small\"\n") ==
      "nothing was wrong");
  const Json reasons = octet::report::read_sweep_folder(folder.path())["without_figures"];
  CHECK(reasons == Json::parse(R"([{"state":"infeasible","reason":"too, small","points":2},
                                   {"state":"failed","reason":"slow","points":1}])"));
  CHECK_THAT(error(idle, bare + "0,8,infeasible,,0,0,,x\n1,9,failed,,0,0,,x\n2,8,done,estimate,0,0,,\n"),
             Contains("points.csv:1: error: expected a column cycles, but there is none"));
  std::filesystem::remove(csv);
  CHECK_THAT(error_of(folder.path()), Contains("points.csv"));
}
