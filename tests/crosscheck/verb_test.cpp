// SPDX-License-Identifier: Apache-2.0
// `octet crosscheck` as users call it. Models of gates are kept in OCTET_CACHE, which ctest sets.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "hw/arch/architecture.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using namespace octet;
using test::run_octet;

namespace {

using Words = std::vector<std::string>;

/// A change of one character in one file of rtl/units that a unit must not survive.
struct Plant {
  const char *unit, *file, *from, *to;
};
constexpr Plant kPlants[] = {
    {"matmul", "octet_pe", "first_i ? 32'd0", "first_i ? 32'd1"},
    {"requantizer", "octet_requantizer_lane", "(product_q + half)", "(product_q - half)"},
    {"softmax", "octet_softmax_exp", "23'd3318", "23'd3319"},
    {"activation", "octet_activation_lane", "rounded > 63'sd127", "rounded > 63'sd128"},
    {"normalization", "octet_normalization_lane", "(x_hat_shift - 5'd1)", "(x_hat_shift - 5'd2)"},
    {"residual_adder", "octet_residual_adder_lane", "rounded_a_q + rounded_b_q", "rounded_a_q - rounded_b_q"},
};

void write(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// A file of rtl/units with one text in place of another that it holds.
std::string changed(const std::string& file, const std::string& from, const std::string& to) {
  std::string text = test::text_of("rtl/units/" + file + ".sv");
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// The 4 x 4 machine whose gates the build makes, as a file.
std::string small_machine(const test::TemporaryFolder& folder) {
  const std::string path = folder / "small.yaml";
  write(path, arch::to_yaml(test::built_architecture("accelerator_4x4", 20)));
  return path;
}

Words split(const std::string& command) {
  std::istringstream stream(command);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

TEST_CASE("golden, SystemC and gates agree in every unit and in programs, to the bit and to the cycle",
          "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const auto run = run_octet(
      {"crosscheck", "--arch", small_machine(folder), "--count", "40", "--seed", "11", "--json", folder / "json"});
  CAPTURE(run.out, run.err);
  REQUIRE(run.status == 0);
  const auto json = nlohmann::json::parse(test::text_of(folder / "json"));
  CHECK(json.at("seed") == 11);
  REQUIRE(json.at("units").size() == 6);
  REQUIRE(json.at("programs").size() == 2);
  for (const char* rows : {"units", "programs"}) {
    for (const auto& row : json.at(rows)) {
      CAPTURE(row.at("name"));
      CHECK(row.at("architecture") == "accelerator_4x4");
      CHECK(row.at("mismatches") == 0);
      CHECK(row.at("compared") > 200);
      CHECK(row.at("cycles_systemc") == row.at("cycles_rtl"));
      CHECK(row.at("failure").is_null());
      REQUIRE(row.at("counters").size() == 11);
      for (const auto& unit : row.at("counters")) {
        CHECK(unit.at("systemc") == unit.at("rtl"));
        if (unit.at("unit") == row.at("name")) CHECK(unit.at("rtl").at("busy_cycles") > 0);
      }
    }
  }
}

TEST_CASE("units whose multipliers are cut to the machine's width agree on scales of that width",
          "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const auto run =
      run_octet({"crosscheck", "--arch", small_machine(folder), "--set", "numerics.multiplier_bits_max=11", "--unit",
                 "requantizer", "--unit", "activation", "--unit", "residual_adder", "--unit", "stress"});
  CAPTURE(run.out, run.err);
  CHECK(run.status == 0);
}

TEST_CASE("a program of wider multipliers than the machine's is refused", "[crosscheck][verb][bad]") {
  const test::TemporaryFolder folder;
  REQUIRE(run_octet({"compile", "workloads/vit-fashion-mnist/package", "--arch", "octet-16", "--out", folder / "wide"})
              .status == 0);
  const auto run = run_octet(
      {"crosscheck", "--program", folder / "wide", "--arch", "octet-16", "--set", "numerics.multiplier_bits_max=8"});
  CHECK(run.status == 2);
  CHECK_THAT(run.err,
             Catch::Contains("was compiled for octet-16, whose sizes, queues or multiplier width are not those of"));
}

TEST_CASE("golden, SystemC and gates of octet-16 agree", "[crosscheck][verb]") {
  const auto run = run_octet({"crosscheck", "--count", "8", "--seed", "3", "--json", "-"});
  CAPTURE(run.out, run.err);
  REQUIRE(run.status == 0);
  const auto json = nlohmann::json::parse(run.out);
  for (const char* rows : {"units", "programs"})
    for (const auto& row : json.at(rows)) {
      CHECK(row.at("architecture") == "octet-16");
      CHECK(row.at("mismatches") == 0);
      CHECK(row.at("compared") > 30);
      CHECK(row.at("cycles_systemc") == row.at("cycles_rtl"));
    }
}

TEST_CASE("one wrong character in a unit is found, shown, and shown again by the printed command",
          "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const std::string machine = small_machine(folder);
  for (const Plant& plant : kPlants) {
    CAPTURE(plant.unit);
    const std::string file = folder / (std::string(plant.file) + ".sv");
    write(file, changed(plant.file, plant.from, plant.to));
    const auto run = run_octet(
        {"crosscheck", "--arch", machine, "--count", "100", "--seed", "5", "--rtl", file, "--json", folder / "json"});
    CAPTURE(run.out, run.err);
    REQUIRE(run.status == 3);
    const auto row = nlohmann::json::parse(test::text_of(folder / "json")).at("units").at(0);
    CHECK(row.at("name") == plant.unit);
    CHECK(row.at("mismatches") > 0);
    const auto failure = row.at("failure"), first = failure.at("first");
    CHECK(first.at("golden") == first.at("systemc"));
    CHECK(first.at("golden") != first.at("rtl"));
    CHECK(first.at("at").at("operand") == "d");
    // The command, word for word.
    const std::string again = failure.at("reproduce");
    CHECK_THAT(run.err, Catch::Contains(again) && Catch::Contains("seed 5"));
    Words words = split(again);
    REQUIRE(words.front() == "octet");
    words.erase(words.begin());
    const auto second = run_octet(words);
    CAPTURE(second.out, second.err);
    CHECK(second.status == 3);
    // The same first value.
    const std::string value = failure.at("text").at(0);
    CHECK_THAT(second.err, Catch::Contains(value));
  }
}

TEST_CASE("a waveform of the case that differs opens in GTKWave on signals that it has", "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const std::string file = folder / "exp.sv", waves = folder / "softmax.fst";
  write(file, changed("octet_softmax_exp", "23'd3318", "23'd3319"));
  const auto run =
      run_octet({"crosscheck", "--arch", small_machine(folder), "--count", "100", "--rtl", file, "--waves", waves});
  CAPTURE(run.out, run.err);
  REQUIRE(run.status == 3);
  REQUIRE(std::system(("fst2vcd " + waves + " > " + (folder / "vcd")).c_str()) == 0);
  // Every signal of the save file, by its full name, among those another program reads from the waveform.
  std::set<std::string> known;
  std::vector<std::string> scopes;
  std::istringstream vcd(test::text_of(folder / "vcd"));
  for (std::string line; std::getline(vcd, line) && line.find("$enddefinitions") == std::string::npos;) {
    const Words words = split(line);
    if (words.size() > 2 && words[0] == "$scope") scopes.push_back(words[2]);
    if (!words.empty() && words[0] == "$upscope") scopes.pop_back();
    if (words.size() < 6 || words[0] != "$var") continue;
    std::string name;
    for (const std::string& scope : scopes) name += scope + ".";
    for (std::size_t i = 4; words[i] != "$end"; ++i) name += words[i];
    known.insert(name);
  }
  REQUIRE(known.size() > 40);
  std::istringstream view(test::text_of(waves + ".gtkw"));
  std::vector<std::string> shown;
  for (std::string line; std::getline(view, line);)
    if (line.starts_with("TOP.")) shown.push_back(line);
  REQUIRE(shown.size() > 30);
  CHECK(shown.front() == "TOP.octet_softmax.clk_i");
  for (const std::string& name : shown) CHECK(known.contains(name));
  // It is the failing case that was written: the clock ticks, steps start and finish.
  CHECK(test::text_of(folder / "vcd").size() > 10'000);
}

TEST_CASE("what cannot be written does not hide a disagreement", "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const std::string machine = small_machine(folder), file = folder / "exp.sv", waves = folder / "softmax.fst",
                    json = folder / "json", too_large = "too_large: error: cannot be written: File too large";
  write(file, changed("octet_softmax_exp", "23'd3318", "23'd3319"));
  const auto run = [&](const Words& more, std::optional<std::uint64_t> most_file_bytes = std::nullopt) {
    Words words = {"crosscheck", "--arch", machine, "--unit", "softmax", "--count", "100"};
    words.insert(words.end(), more.begin(), more.end());
    return run_octet(words, std::nullopt, most_file_bytes);
  };
  const auto still_told = [&](const test::ProcessResult& result, const std::string& fault) {
    CAPTURE(result.out, result.err);
    CHECK(result.status == 3);
    CHECK_THAT(result.err, Catch::StartsWith("views disagree: softmax on accelerator_4x4") &&
                               Catch::Contains(": golden ") && Catch::Contains("again: octet crosscheck") &&
                               Catch::Contains(fault) && !Catch::Contains("/."));
  };
  // A waveform that is cut off is none, and no part of it stays.
  still_told(run({"--rtl", file, "--waves", waves}, 6000), waves + ": error: cannot be written: ");
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    CHECK_FALSE(entry.path().filename().string().starts_with("."));
    ++entries;
  }
  CHECK(entries == 2);  // the machine, the modules
  CHECK(run({"--rtl", file, "--json", json}).status == 3);
  CHECK(nlohmann::json::parse(test::text_of(json)).at("units").at(0).at("failure").at("kind") == "values");
  still_told(run({"--rtl", file, "--json", folder / "too_large"}, 4096), too_large);
  // Where all agree, the fault is the user's.
  const auto agreed = run({"--json", folder / "too_large"}, 4096);
  CHECK(agreed.status == 2);
  CHECK_THAT(agreed.err, Catch::Contains(too_large));
}

TEST_CASE("hostile modules end in one clear message and never hang", "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const std::string machine = small_machine(folder), file = folder / "octet_residual_adder.sv";
  const std::string finish = "assign finish_o = ";
  struct Hostile {
    const char* what;
    std::string text;
    int status;
    std::string message;
  };
  const auto with = [&](const std::string& extra, const std::string& term) {
    std::string text = changed("octet_residual_adder", finish, "logic extra;\n" + extra + "\n  " + finish + term);
    return text;
  };
  const Hostile all[] = {
      {"a syntax error", "module octet_residual_adder (input clk_i;\nendmodule\n", 2, "syntax error"},
      {"no module", "// nothing\n", 2, "expected a SystemVerilog module, found none"},
      {"another module", "module octet_residual_add; endmodule\n", 2, "expected a module to stand in for one of ours"},
      {"another port", changed("octet_residual_adder", "multiplier_a_i", "multiplier_c_i"), 2, "multiplier_a_i"},
      {"a narrow operand", changed("octet_residual_adder", "[LANES*16-1:0] b_data_i", "[LANES*8-1:0] b_data_i"), 2,
       "port b_data_i: expected 64 bits, got 32"},
      {"a wide result", changed("octet_residual_adder", "[LANES*16-1:0] d_data_o", "[LANES*32-1:0] d_data_o"), 2,
       "port d_data_o: expected 64 bits, got 128"},
      {"a narrow number", changed("octet_residual_adder", "[5:0]          shift_b_i", "[4:0] shift_b_i"), 2,
       "port shift_b_i: expected 6 bits, got 5"},
      {"an include", "/* two\nlines */\n`include \"adder.sv\"\n", 2,
       "octet_residual_adder.sv:3: error: expected a file"},
      {"never over", with("assign extra = 1'b0;", "extra && "), 4, "have not finished"},
      {"over at once", with("assign extra = 1'b1;", "extra || "), 3, "golden"},
      {"$finish", with("always_ff @(posedge clk_i) if (start_i) $finish;\n assign extra = 1'b0;", "extra ^ "), 4,
       "ended the simulation"},
      {"never stable", with("logic y; assign extra = columns_i[0] & ~y; assign y = extra;", "extra ^ "), 4,
       "ended the simulation"},
  };
  for (const Hostile& it : all) {
    CAPTURE(it.what);
    write(file, it.text);
    const auto run =
        run_octet({"crosscheck", "--arch", machine, "--unit", "residual_adder", "--count", "8", "--rtl", file});
    CAPTURE(run.out, run.err);
    CHECK(run.status == it.status);
    CHECK_THAT(run.err, Catch::Contains(it.message));
    CHECK_THAT(run.err, Catch::Contains("residual_adder"));
    CHECK_THAT(run.err, !Catch::Contains("internal error"));
  }
}

TEST_CASE("modules that the unit asked for does not hold are refused, not passed", "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const std::string file = folder / "octet_softmax_lane.sv";
  write(file, test::text_of("rtl/units/octet_softmax_lane.sv"));
  const auto run = run_octet({"crosscheck", "--arch", small_machine(folder), "--unit", "matmul", "--rtl", file,
                              "--json", folder / "one", "--waves", folder / "one"});
  CAPTURE(run.err);
  CHECK(run.status == 2);
  CHECK_THAT(run.err, Catch::Contains("no module of " + file + " is part of the unit matmul"));
  CHECK_THAT(run.err, Catch::Contains("expected another file than --waves"));
}

TEST_CASE("a place that takes no waveform is refused before the work", "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const auto refused = [&](const std::string& waves, const std::string& message) {
    const auto run = run_octet({"crosscheck", "--arch", small_machine(folder), "--unit", "softmax", "--waves", waves});
    CAPTURE(run.err);
    CHECK(run.status == 2);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Catch::Contains("--waves: error: " + message));
  };
  refused(folder.path().string(), folder.path().string() + " exists already; --force replaces it");
  refused("/dev/null", "/dev/null exists already; --force replaces it");
  refused("/proc/softmax.fst", "cannot write in /proc");
  write(folder / "mine.fst.gtkw", "mine");
  refused(folder / "mine.fst", folder / "mine.fst.gtkw" + " exists already; --force replaces it");
}

TEST_CASE("wrong options of crosscheck are told all at once", "[crosscheck][verb]") {
  const test::TemporaryFolder folder;
  const auto run = run_octet({"crosscheck", "--unit", "softmux", "--count", "0", "--set", "array.columns=2",
                              "--program", folder / "none", "--waves", "/dev/null/x.fst"});
  CAPTURE(run.err);
  CHECK(run.status == 2);
  for (const char* part : {"did you mean softmax", "--count", "multiple of 4", "none", "expected a folder to write in"})
    CHECK_THAT(run.err, Catch::Contains(part));
}
