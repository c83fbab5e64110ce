// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/bench/self_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using Catch::Contains;
using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;

namespace {

const std::vector<std::string> kOne = {"bench", "--only", "timing_only_roberta_base_octet_128", "--repetitions", "2"};

std::vector<std::string> with(std::vector<std::string> more) {
  std::vector<std::string> arguments = kOne;
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

TEST_CASE("octet bench measures a whole process and writes what it found", "[bench][cli]") {
  const octet::test::TemporaryFolder folder;
  const auto result = run_octet(with({"--json", folder / "bench.json"}));
  INFO(result.err);
  REQUIRE(result.status == 0);
  CHECK_THAT(result.out, Contains("timing_only_roberta_base_octet_128"));
  const Json bench = Json::parse(text_of(folder / "bench.json"));
  REQUIRE(bench["ratios"].size() == 1);
  const Json& ratio = bench["ratios"][0];
  CHECK(ratio["ours_cpu_s"] > 0.001);  // a process that compiles and times RoBERTa-base
  CHECK(ratio["reference_samples_cpu_s"].size() == 2);
  CHECK(ratio["ratio"].get<double>() ==
        Approx(ratio["ours_cpu_s"].get<double>() / ratio["reference_cpu_s"].get<double>()));
  CHECK(ratio["ours_samples_cpu_s"].size() == 2);
  CHECK(bench["peaks"].empty());
}

TEST_CASE("a missed gate exits 5 after the table and the JSON", "[bench][cli]") {
  const octet::test::TemporaryFolder folder;
  const auto result = run_octet(with({"--gate", "0.0001", "--json", folder / "bench.json"}));
  CHECK(result.status == 5);
  CHECK_THAT(result.err, Contains("too slow: missed by more than 0.0001 times the target"));
  CHECK_THAT(result.out, Contains("timing_only_roberta_base_octet_128"));
  CHECK(Json::parse(text_of(folder / "bench.json"))["gate"]["missed"].size() == 1);
  CHECK(run_octet(with({"--gate", "100000"})).status == 0);
}

TEST_CASE("wrong options of octet bench exit 2, all at once", "[bench][cli][bad]") {
  const auto result = run_octet({"bench", "--only", "speed", "--repetitions", "0", "--gate", "-1"});
  CHECK(result.status == 2);
  CHECK_THAT(result.err, Contains("--repetitions: error: expected an integer from 1 to 1000000000, got 0"));
  CHECK_THAT(result.err, Contains("--gate: error: expected a number above 0"));
  CHECK_THAT(result.err, Contains("--only: error: expected some of timing_only_") && Contains("got speed"));
  const auto unknown = run_octet({"bench", "--gates", "octet-99"});
  CHECK(unknown.status == 2);
  CHECK_THAT(unknown.err, Contains("octet-99"));
  CHECK(run_octet({"bench", "--gate", "twice"}).status == 2);
  CHECK(run_octet({"bench", "--gate", "nan"}).status == 2);
}
