// SPDX-License-Identifier: Apache-2.0
// One small module through yosys and OpenSTA, with a library of four cells.
#include "sim/synthesis/synthesis.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace octet::synthesis {
namespace {

const std::vector<Module> kTracker = {{"controller", "octet_unit_tracker", {{"BANKS", 1}}}};

std::string tiny() { return test::text_of("tests/synthesis/tiny.lib"); }

/// The library with the first `from` after `begin` replaced.
Liberty library(const std::string& begin = "", const std::string& from = "", const std::string& to = "") {
  std::string text = tiny();
  const std::size_t at = text.find(from, text.find(begin));
  REQUIRE(at != std::string::npos);
  return parse_liberty(text.replace(at, from.size(), to), "tiny.lib");
}

/// A cache of its own, and nothing else in it.
class OwnCache {
 public:
  OwnCache() {
    setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1);
    unsetenv("OCTET_CACHE");
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "octet/synthesis"))
      out.push_back(entry.path());
    return out;
  }

 private:
  test::TemporaryFolder folder_;
};

std::string figures(const Synthesis& it) {
  const SynthesizedModule& module = it.modules.at(0);
  return std::to_string(module.cells) + " cells, " + std::to_string(module.area_um2) + " um2, " +
         std::to_string(module.path_ns.value_or(0.0)) + " ns";
}

}  // namespace

TEST_CASE("yosys makes the same of a module every time", "[synthesis]") {
  std::string first;
  for (int i = 0; i < 2; ++i) {
    const OwnCache cache;
    const Synthesis it = synthesize(kTracker, library(), {});
    CHECK(it.modules.at(0).cells > 500);
    CHECK(it.modules.at(0).area_um2 > 2.0 * static_cast<double>(it.modules.at(0).cells));
    CHECK(it.modules.at(0).path_ns.value_or(0.0) > 0.5);
    CHECK(it.modules.at(0).slowest_stage_ns.value_or(0.0) > 0.05);
    CHECK(it.modules.at(0).slowest_stage_ns.value_or(0.0) < it.modules.at(0).path_ns.value_or(0.0));
    CHECK(it.path_missing_reason.empty());
    if (i == 0) first = figures(it);
    CHECK(figures(it) == first);
  }
}

TEST_CASE("what is kept of a synthesis is believed only whole, and only for the same gates, library and parameters",
          "[synthesis]") {
  const OwnCache cache;
  const std::string first = figures(synthesize(kTracker, library(), {}));
  REQUIRE(cache.files().size() == 1);
  const std::filesystem::path file = cache.files().front();
  const std::string kept = test::text_of(file);
  // Whole figures without their digest, a digest of others, half of it, nothing, anything.
  std::string changed = kept;
  changed.at(6) = changed.at(6) == '9' ? '8' : '9';
  for (const std::string& text : {std::string("cells 5\narea 7\n"), changed, kept.substr(0, kept.size() / 2),
                                  std::string(), std::string(2'000'000, '\xff')}) {
    std::ofstream(file, std::ios::binary) << text;
    CHECK(figures(synthesize(kTracker, library(), {})) == first);
    CHECK(test::text_of(file) == kept);  // and made good
  }
  synthesize(kTracker, library("cell (INV)", "area : 2;", "area : 2.5;"), {});
  CHECK(cache.files().size() == 2);
  synthesize({{"controller", "octet_unit_tracker", {{"BANKS", 2}}}}, library(), {});
  CHECK(cache.files().size() == 3);
}

TEST_CASE("a cache that cannot be written costs nothing but time", "[synthesis]") {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "file") << "mine";
  setenv("XDG_CACHE_HOME", (folder / "file").c_str(), 1);
  unsetenv("OCTET_CACHE");
  CHECK(synthesize(kTracker, library(), {}).modules.size() == 1);
  CHECK(test::text_of(folder / "file") == "mine");
}

TEST_CASE("a cell that the gates need must have an area", "[synthesis][bad]") {
  const OwnCache cache;
  CHECK_THROWS_WITH(synthesize(kTracker, library("cell (DFF)", "area : 10;", ""), {}),
                    Catch::Contains("tiny.lib:") &&
                        Catch::Contains("cell DFF: expected an area above 0, since octet_unit_tracker is made of it"));
  CHECK_THROWS_WITH(synthesize(kTracker, library("cell (NAND2)", "area : 4;", "area : 0;"), {}),
                    Catch::Contains("cell NAND2: expected an area above 0"));
  CHECK_FALSE(std::filesystem::exists(std::filesystem::path(std::getenv("XDG_CACHE_HOME")) / "octet"));
}

TEST_CASE("a library that yosys cannot use is told with its words", "[synthesis][bad]") {
  const OwnCache cache;
  CHECK_THROWS_WITH(synthesize(kTracker, library("cell (DFF)", "ff (IQ, IQN)", "fff (IQ, IQN)"), {}),
                    Catch::Contains("tiny.lib: error: yosys"));
}

TEST_CASE("outputs that are one wire have a path", "[synthesis]") {
  const OwnCache cache;
  // yosys writes their aliases as assignments to concatenations, which OpenSTA does not read.
  const std::string text =
      "module odd(input logic clk_i, input logic [3:0] d_i, output logic [3:0] q_o, output logic [3:0] same_o);\n"
      "  always_ff @(posedge clk_i) {q_o[3], q_o[1]} <= {q_o[1] ^ d_i[3], q_o[3] & d_i[1]};\n"
      "  assign {q_o[2], q_o[0]} = {q_o[3], q_o[1]};\n  assign same_o = {q_o[0], d_i[0], q_o[3], d_i[2]};\n"
      "endmodule\n";
  const Synthesis it = synthesize({{"odd", "odd", {}}}, {{"odd.sv", text}}, library(), false, {});
  CHECK(it.path_missing_reason.empty());
  CHECK(it.modules.at(0).path_ns.value_or(0.0) > 0.1);
}

TEST_CASE("a library without delays has areas, and no path with its reason", "[synthesis]") {
  const OwnCache cache;
  for (int i = 0; i < 2; ++i) {  // the second from the cache
    const Synthesis it = synthesize(kTracker, library("library", "input_threshold_pct_rise : 50;", ""), {});
    CHECK_FALSE(it.modules.at(0).path_ns);
    CHECK_FALSE(it.modules.at(0).slowest_stage_ns);
    CHECK_THAT(it.path_missing_reason, Catch::Contains("OpenSTA: ") && Catch::Contains("threshold"));
  }
}

}  // namespace octet::synthesis
