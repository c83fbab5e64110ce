// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;

TEST_CASE("golden and systemc give a network of random weights the same bits", "[shapes][sim]") {
  const octet::test::TemporaryFolder folder;
  const std::string norm = GENERATE(as<std::string>(), "pre", "post");
  std::ofstream(folder / "net.yaml")
      << "octet_shapes: 1\nname: net\nreference: none\nleft_out: []\nencoder: {layers: 2, width: 48, "
         "heads: 3, ffn_width: 80, tokens: 21, norm: "
      << norm << "}\n";
  const auto outputs = [&](const std::string& name, const std::string& view, const std::string& seed) {
    const auto result = run_octet({"run", folder / "net.yaml", "--arch", "octet-16", "--random-weights", seed, "--view",
                                   view, "--limit", "2", "--out", folder / name});
    INFO(result.err);
    REQUIRE(result.status == 0);
    const Json run = Json::parse(text_of(folder / (name + "/run.json")));
    CHECK(run["provenance"]["seeds"]["weights"] == std::stoi(seed));
    return text_of(folder / (name + "/outputs.csv"));
  };
  const std::string golden = outputs("golden", "golden", "7");
  CHECK(golden == outputs("systemc", "systemc", "7"));
  CHECK(golden != outputs("other", "golden", "8"));
}
