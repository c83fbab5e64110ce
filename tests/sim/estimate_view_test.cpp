// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::test::ProcessResult;
using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;

namespace {

const std::string kPackage = "workloads/vit-fashion-mnist/package";

Json run_view(const octet::test::TemporaryFolder& folder, const std::string& view) {
  const ProcessResult result =
      run_octet({"run", kPackage, "--arch", "octet-16", "--timing-only", "--view", view, "--out", folder / view});
  INFO(result.err);
  REQUIRE(result.status == 0);
  return Json::parse(text_of(folder / (view + "/run.json")));
}

}  // namespace

TEST_CASE("the estimate's run.json is SystemC's but for why units wait", "[run][estimate]") {
  const octet::test::TemporaryFolder folder;
  const Json systemc = run_view(folder, "systemc"), estimate = run_view(folder, "estimate");
  CHECK(estimate["view"] == "estimate");
  for (const char* key : {"cycles", "latency_s", "macs", "utilization", "per_layer", "memory"}) {
    INFO(key);
    CHECK(estimate[key] == systemc[key]);
  }
  REQUIRE(estimate["per_unit"].size() == systemc["per_unit"].size());
  for (std::size_t i = 0; i < estimate["per_unit"].size(); ++i) {
    CHECK(estimate["per_unit"][i]["busy_cycles"] == systemc["per_unit"][i]["busy_cycles"]);
    CHECK(estimate["per_unit"][i]["idle_cycles"].is_null());
    CHECK(estimate["per_unit"][i]["stalled_cycles"].is_null());
  }
  CHECK(estimate["stalls_missing_reason"].is_string());
  CHECK_FALSE(systemc.contains("stalls_missing_reason"));
  CHECK_FALSE(std::filesystem::exists(folder / "estimate/trace.json"));
}

TEST_CASE("the estimate implies --timing-only and refuses what asks for values", "[run][estimate]") {
  const octet::test::TemporaryFolder folder;
  const ProcessResult alone = run_octet(
      {"run", "workloads/bert-base.yaml", "--arch", "octet-128", "--view", "estimate", "--out", folder / "a"});
  CHECK(alone.status == 0);
  CHECK(Json::parse(text_of(folder / "a/run.json"))["timing_only"] == true);
  const ProcessResult values = run_octet({"run", kPackage, "--arch", "octet-16", "--view", "estimate", "--input",
                                          "workloads/fashion-mnist-sample", "--limit", "3", "--out", folder / "b"});
  CHECK(values.status == 2);
  CHECK_THAT(values.err, Catch::Contains("--input: error: the estimate view computes no values, expected no --input"));
  CHECK_THAT(values.err, Catch::Contains("--limit: error: the estimate view computes no values, expected no --limit"));
}

TEST_CASE("compare prints every layer, its JSON, and fails beyond the tolerance", "[compare][estimate]") {
  const octet::test::TemporaryFolder folder;
  const ProcessResult result = run_octet({"compare", kPackage, "--arch", "octet-32", "--variant",
                                          "memory.latency_cycles=500", "--json", folder / "compare.json"});
  INFO(result.err);
  REQUIRE(result.status == 0);
  const Json json = Json::parse(text_of(folder / "compare.json"));
  REQUIRE(json["runs"].size() == 2);
  CHECK(json["misses"] == 0);
  CHECK(json["runs"][1]["overrides"][0] == "memory.latency_cycles=500");
  CHECK(json["runs"][1]["systemc_cycles"] > 3 * json["runs"][0]["systemc_cycles"].get<std::uint64_t>());
  for (const Json& layer : json["runs"][0]["layers"])
    CHECK_THAT(result.out, Catch::Contains('\n' + layer["name"].get<std::string>() + ' '));
  const ProcessResult wrong = run_octet({"compare", kPackage, "--tolerance", "five", "--arch", "octet-17"});
  CHECK(wrong.status == 2);
  CHECK_THAT(wrong.err, Catch::Contains("--tolerance: error: expected a percentage from 0 to 100, got five"));
  CHECK_THAT(wrong.err, Catch::Contains("octet-17"));
}
