// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/report.hpp"

#include "tests/bench/fake_family.hpp"
#include "tests/support/catch.hpp"

using namespace octet::bench;
using Catch::Contains;
using OrderedJson = octet::report::Json;

namespace {

const Host kHost{"Some CPU", {"sse2", "avx2"}, 2};

Results fake_results() {
  std::string order;
  return measure({fake_family(order)}, 3);
}

}  // namespace

TEST_CASE("the bench's JSON has the keys its readers rely on", "[bench]") {
  const OrderedJson result = json(fake_results(), kHost, 2.0);
  CHECK(result["schema_version"] == 1);
  CHECK(result["host"] ==
        OrderedJson({{"cpu_model", "Some CPU"}, {"instruction_sets", {"sse2", "avx2"}}, {"cores", 2}}));
  CHECK(result["repetitions"] == 3);
  REQUIRE(result["ratios"].size() == 2);
  const OrderedJson& first = result["ratios"][0];
  CHECK(first["name"] == "a_over_b");
  CHECK(first["ours_cpu_s"] == 3.0);
  CHECK(first["reference_cpu_s"] == 2.0);
  CHECK(first["ratio"] == 1.5);
  CHECK(first["target"] == 2.0);
  CHECK(first["met"] == true);
  CHECK(first["ours_samples_cpu_s"] == OrderedJson({1.0, 3.0, 8.0}));
  CHECK(result["ratios"][1]["reference_cpu_s"] == 0.5);
  CHECK(result["peaks"] == OrderedJson::array({{{"name", "a_peak"},
                                                {"meaning", "memory of a"},
                                                {"peak_rss_bytes", 300},
                                                {"limit_bytes", 200},
                                                {"ratio", 1.5},
                                                {"met", false}}}));
  CHECK(result["skipped"] == OrderedJson::array({{{"name", "a_over_c"}, {"why", "this host has none"}},
                                                 {{"name", "c_peak"}, {"why", "this host has none"}}}));
  CHECK(result["gate"] == OrderedJson({{"factor", 2.0}, {"missed", {"a_over_d"}}}));
  CHECK(json(fake_results(), kHost, std::nullopt)["gate"].is_null());
}

TEST_CASE("the bench's table says what was met, and what a target is", "[bench]") {
  const std::string text = table(fake_results(), kHost);
  CHECK_THAT(text, Contains("host          Some CPU, 2 cores, sse2 avx2"));
  CHECK_THAT(text, Contains("median of 3"));
  const auto row = [&](const std::string& name) {
    const std::size_t start = text.find("\n" + name + " ");
    REQUIRE(start != std::string::npos);
    return text.substr(start, text.find('\n', start + 1) - start);
  };
  CHECK_THAT(row("a_over_b"), Contains("3.0000 s") && Contains("2.0000 s ") && Contains("1.500") && Contains("yes"));
  CHECK_THAT(row("a_over_d"), Contains("0.5000 s") && Contains("6.000") && Contains("no"));
  CHECK_THAT(text, Contains("skipped c_peak: this host has none"));
}
