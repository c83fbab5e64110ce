// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>

#include "models/blocks/shapes.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/workload.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;

namespace {

struct Shipped {
  const char* name;
  std::uint64_t macs;     ///< layers x (4 d^2 m + 2 d ffn m + 2 d m^2)
  const char* reference;  ///< arXiv number
};
const Shipped kShipped[] = {
    {"roberta-base", 22'951'231'488, "1907.11692"}, {"roberta-large", 80'530'636'800, "1907.11692"},
    {"bert-base", 11'173'625'856, "1810.04805"},    {"deit-small", 4'540'695'552, "2012.12877"},
    {"deit-base", 17'447'454'720, "2012.12877"},
};

std::string path_of(const Shipped& it) { return "workloads/" + std::string(it.name) + ".yaml"; }

}  // namespace

TEST_CASE("the shipped networks have the published multiply-accumulates", "[shapes][sim]") {
  for (const Shipped& it : kShipped) {
    INFO(it.name);
    const octet::blocks::ShapesWorkload workload = octet::blocks::read_shapes(path_of(it));
    const std::vector<octet::Macs> macs = octet::graph::layer_macs(workload.model);
    CHECK(std::accumulate(macs.begin(), macs.end(), octet::Macs{}).count() == it.macs);
    CHECK(workload.model.name == it.name);
    CHECK_THAT(workload.reference, Catch::Contains(it.reference));
  }
}

TEST_CASE("a network known by its shapes is timed without an image", "[shapes][sim]") {
  for (const Shipped& it : kShipped) {
    const octet::test::TemporaryFolder folder;
    const auto result =
        run_octet({"run", path_of(it), "--arch", "octet-128", "--timing-only", "--out", folder / "result"});
    INFO(it.name << "\n" << result.err);
    REQUIRE(result.status == 0);
    const Json run = Json::parse(text_of(folder / "result/run.json"));
    CHECK(run["workload"] == it.name);
    CHECK(run["macs"] == it.macs);
    CHECK(run["cycles"] > it.macs / (128 * 128));
    CHECK(run["timing_only"] == true);
    CHECK(run["outputs_file"].is_null());
    CHECK(run["provenance"]["inputs"].size() == 1);
    CHECK_FALSE(std::filesystem::exists(folder / "result/outputs.csv"));
  }
}

TEST_CASE("the list names the shipped networks with their references", "[shapes][sim]") {
  const std::string text = run_octet({"list"}).out;
  for (const Shipped& it : kShipped) CHECK_THAT(text, Catch::Contains(it.name) && Catch::Contains(it.reference));
}
