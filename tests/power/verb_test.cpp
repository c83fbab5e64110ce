// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "models/io/files.hpp"
#include "tests/power/tiny_library.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using namespace octet;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

constexpr const char* kUnit = "residual_adder";

/// `octet area` of a machine whose residual adder has one lane of 12-bit multipliers.
std::vector<std::string> words(const std::vector<std::string>& more) {
  std::vector<std::string> out = {"area", "--arch", "octet-16"};
  for (const char* one : {"array.rows=4", "array.columns=4", "lanes.requantizer=4", "lanes.activation=2",
                          "lanes.residual_adder=1", "numerics.multiplier_bits_max=12"}) {
    out.emplace_back("--set");
    out.emplace_back(one);
  }
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Json power_of(const test::TemporaryFolder& folder, const std::vector<std::string>& more) {
  std::vector<std::string> all = words({"--synth", "osu018", "--power", "--unit", kUnit, "--json", folder / "a.json"});
  all.insert(all.end(), more.begin(), more.end());
  const test::ProcessResult result = test::run_octet(all);
  INFO(result.err);
  REQUIRE(result.status == 0);
  CHECK_THAT(result.out, Contains("power of units: toggles x energies of osu018 at 1.8 V, beside events x 45nm x "));
  CHECK_THAT(result.out, Contains("synthesized for osu018"));
  return Json::parse(io::read_file(folder / "a.json", 10'000'000)).at("power");
}

std::string refusal(const std::vector<std::string>& more) {
  const test::ProcessResult result = test::run_octet(words(more));
  CHECK(result.status == 2);
  return result.err;
}

}  // namespace

TEST_CASE("octet area --power counts a unit's cells beside the table, the same for the same seed", "[power][verb]") {
  const test::TemporaryFolder folder;
  const Json power = power_of(folder, {"--count", "3"});
  CHECK(power.at("volts") == 1.8);
  REQUIRE(power.at("references").size() == 4);
  for (const Json& it : power.at("references"))
    CHECK(it.at("ratio").get<double>() ==
          Approx(it.at("cells_j").get<double>() / it.at("table_j").get<double>()).epsilon(1e-12));
  CHECK(power.at("scale").get<double>() > 1.0);  // 180 nm over 45 nm
  REQUIRE(power.at("units").size() == 1);
  const Json& unit = power.at("units").at(0);
  const auto value = [&](const char* key) { return unit.at(key).get<double>(); };
  CHECK(unit.at("name") == kUnit);
  CHECK(value("cells") > 1000);
  CHECK(value("registers") > 100);
  CHECK(value("toggles") > value("cycles"));
  CHECK(value("compared_bits") > 0.5 * value("output_bits"));
  const double cells = value("data_j") + value("clock_j");
  CHECK(value("data_j") > 0.0);
  CHECK(value("data_j") == Approx(value("switching_j") + value("internal_j")).epsilon(1e-12));
  CHECK(value("difference_percent") == Approx(100.0 * (value("table_j") / cells - 1.0)));
  CHECK(value("difference_without_clock_percent") == Approx(100.0 * (value("table_j") / value("data_j") - 1.0)));
  CHECK(value("measured_rows_difference_percent") == Approx(100.0 * (value("measured_rows_j") / cells - 1.0)));
  CHECK(value("power_w") == Approx(cells / (value("cycles") / 5e8) + value("leakage_w")));

  CHECK(power_of(folder, {"--count", "3"}) == power);
  const Json other = power_of(folder, {"--count", "3", "--seed", "2"});
  CHECK(other.at("references") == power.at("references"));
  CHECK(other.at("units").at(0).at("data_j") != unit.at("data_j"));
}

TEST_CASE("octet area --power refuses what it cannot count before any work, all at once", "[power][verb]") {
  const test::TemporaryFolder folder;
  const std::string bare = folder / "bare.lib";
  io::write_file(bare, "library (bare) { cell (X) { area : 1; } }");
  const std::string missing = refusal({"--synth", bare, "--power"});
  CHECK_THAT(missing, Contains(bare + ": error: power needs a nom_voltage, found none"));
  CHECK_THAT(missing,
             Contains("power needs cells with capacitances, internal_power, transition times and leakage, found none"));
  CHECK_THAT(refusal({"--power"}), Contains("--power: error: needs --synth LIBERTY"));
  CHECK_THAT(refusal({"--synth", "osu018", "--power", "--unit", "residual_added", "--count", "0"}),
             Contains("got residual_added; did you mean residual_adder?") && Contains("--count: error: "));
  CHECK_THAT(refusal({"--synth", "osu018", "--unit", kUnit, "--seed", "1", "--count", "1"}),
             Contains("--unit: error: is for --power") && Contains("--seed: error: is for --power") &&
                 Contains("--count: error: is for --power"));
}
