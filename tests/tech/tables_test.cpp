// SPDX-License-Identifier: Apache-2.0
// Technology tables: what is shipped follows from its own rules, what is wrong is refused by name.
#include <fmt/format.h>

#include <fstream>

#include "sim/tech/gates.hpp"
#include "sim/tech/shipped_tables.hpp"
#include "sim/tech/technology.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using namespace octet;

namespace {

template <class A, class B>
concept addable = requires(A a, B b) {
  a + b;
};
static_assert(addable<tech::Joules, tech::Joules>);
static_assert(!addable<tech::Joules, tech::Watts>, "units are types");
static_assert(!addable<tech::SquareMillimeters, tech::Joules>);

std::string shipped_text(const std::string& name) {
  for (const tech::ShippedTable& table : tech::shipped_tables())
    if (table.name == name) return std::string(table.text);
  throw InternalError("no table " + name);
}

/// The row `table/row` or `table/sram_access_pj/bytes` names.
const tech::Row& row_named(const std::string& path) {
  static std::map<std::string, tech::Technology> tables;
  const std::size_t slash = path.find('/');
  const std::string name = path.substr(0, slash), row = path.substr(slash + 1);
  if (!tables.contains(name)) tables.emplace(name, tech::read_technology(name));
  const tech::Technology& table = tables.at(name);
  for (std::size_t i = 0; i < tech::kItemCount; ++i)
    if (row == tech::key(static_cast<tech::Item>(i))) return table.row(static_cast<tech::Item>(i));
  for (const tech::SramRow& it : table.sram())
    if (row == fmt::format("sram_access_pj/{}", it.bytes)) return it.row;
  throw InternalError("no row " + path);
}

void check_scaled(const tech::Row& row) {
  if (row.mark != tech::Mark::scaled) return;
  INFO(row.from);
  double sum = 0.0;
  std::string rest = row.from;
  while (!rest.empty()) {
    const std::size_t plus = rest.find(" + ");
    sum += row_named(rest.substr(0, plus)).value;
    rest = plus == std::string::npos ? "" : rest.substr(plus + 3);
  }
  CHECK(row.value == Approx(sum * row.factor).epsilon(1e-4));
}

/// The 28 nm table with the first `from` replaced, read from a file; returns what the reader says.
std::string refusal(const std::string& from, const std::string& to) {
  std::string text = shipped_text("28nm");
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw InternalError("the table holds no " + from);
  text.replace(at, from.size(), to);
  const test::TemporaryFolder folder;
  std::ofstream(folder / "table.yaml") << text;
  try {
    tech::read_technology(folder / "table.yaml");
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("every scaled row of a shipped table is its origin times its factor", "[tech]") {
  REQUIRE(tech::shipped_technologies() == std::vector<std::string>{"65nm", "45nm", "28nm", "16nm", "7nm"});
  for (const std::string& name : tech::shipped_technologies()) {
    CAPTURE(name);
    const tech::Technology table = tech::read_technology(name);
    CHECK(table.name() == name);
    CHECK(fmt::format("{}nm", table.node_nm()) == name);
    for (std::size_t i = 0; i < tech::kItemCount; ++i) check_scaled(table.row(static_cast<tech::Item>(i)));
    for (const tech::SramRow& row : table.sram()) check_scaled(row.row);
  }
}

TEST_CASE("every coefficient of the area model has a mark and a source", "[tech]") {
  for (const tech::Row& row : tech::gate_rows()) {
    CHECK((row.mark == tech::Mark::measured || row.mark == tech::Mark::recalled));
    CHECK(row.value > 0.0);
  }
}

TEST_CASE("a table that is wrong is refused, and the row is named", "[tech]") {
  const auto says = [](const std::string& from, const std::string& to, const std::string& message) {
    CAPTURE(from, to);
    CHECK_THAT(refusal(from, to), Catch::Matchers::Contains(message));
  };
  says("mark: C,\n     source: \"O'Connor", "\n     source: \"O'Connor",
       "/rows/dram_bit_pj/mark: required, but missing");
  says("mark: C", "mark: X", "/mark: expected C (confirmed), M (measured), R (recalled) or S (scaled), got 'X'");
  says("  dram_activation_pj:", "  dram_activations_pj:", "/rows/dram_activation_pj: required, but missing");
  says("  dram_activation_pj:", "  dram_activations_pj:", "/rows/dram_activations_pj: unknown key");
  says("value: 909", "value: -909",
       "/rows/dram_activation_pj/value: expected a number from 1e-12 to 1e+12, got '-909'");
  says("value: 909", "value: nan", "/value: expected a number from 1e-12 to 1e+12, got 'nan'");
  says("value: 909", "value: inf", "got 'inf'");
  says("value: 909", "value: 0", "/value: expected a number from 1e-12 to 1e+12, got '0'");
  says("value: 909", "value: much", "got 'much'");
  says("value: 909, ", "", "/rows/dram_activation_pj/value: required, but missing");
  says("mark: R,\n     source: \"half", "mark: R,\n     origin: \"half", "/rows/sram_leakage_mw_mm2/source: required");
  says("source: \"half of logic: cells of high threshold; tenfold either way\"", "source: \" \"",
       "/rows/sram_leakage_mw_mm2/source: expected where the figure is from");
  says(", factor: 1,", ",", "/factor: required, but missing");
  says("mark: C", "mark: C, factor: 2", "/factor: belongs to a scaled row");
  says("bytes: 8192", "bytes: 32768", "32768 bytes at 64 bits: given twice");
  says("bits: 64", "bits: 0", "/sram_access_pj/0/bits: expected an integer from 1 to 65536, got '0'");
  says("octet_technology: 1", "octet_technology: 2", "/octet_technology: expected an integer from 1 to 1");
  CHECK_THROWS_WITH(tech::read_technology("45mm"), Catch::Matchers::Contains("did you mean 45nm?"));
}

TEST_CASE("a user's own table is one file", "[tech]") { CHECK(refusal("name: 28nm", "name: mine") == "accepted"); }

TEST_CASE("a scaled row that contradicts its own rule is refused, with what it should be", "[tech]") {
  const auto says = [](const std::string& from, const std::string& to, const std::string& message) {
    CAPTURE(from, to);
    CHECK_THAT(refusal(from, to), Catch::Matchers::Contains(message));
  };
  says("value: 0.15303, mark: S", "value: 0.3, mark: S",
       "table.yaml:9:13: error: /rows/multiply_8_pj/value: expected 0.15303, 0.2 (45nm/multiply_8_pj) times 0.765148, "
       "got 0.3");
  says("factor: 0.765148", "factor: 0.8",
       "/rows/multiply_8_pj/value: expected 0.16, 0.2 (45nm/multiply_8_pj) times 0.8, ");
  // A sum, and a row that follows from one of this table that was changed.
  says("value: 0.226595", "value: 0.25", "/rows/mac_8x8_pj/value: expected 0.226596, ");
  says("value: 0.0735657, mark: S, from: \"45nm/add_32_pj\", factor: 0.735657", "value: 0.2, mark: R",
       "/rows/mac_8x8_pj/value: expected 0.35303, 0.35303 (28nm/multiply_8_pj + 28nm/add_32_pj) times 1, got 0.226595");
  says("value: 16.0796", "value: 160.796",
       "/sram_access_pj/1/value: expected 16.0796, 20 (45nm/sram_access_pj/32768) times ");
  says("from: \"45nm/sram_access_pj/32768\"", "from: \"45nm/sram_access_pj/32769\"", "got '45nm/sram_access_pj/32769'");
  says("from: \"45nm/add_32_pj\"", "from: \"foundry/add_32_pj\"",
       "/rows/add_32_pj/from: expected rows as TABLE/ROW, joined by ' + ', of this table (28nm) or a shipped one, got "
       "'foundry/add_32_pj'; a figure that follows from no such row is none of mark S");
  for (const char* nothing : {"45nm/add", "45nm", "/", "45nm/add_32_pj +", "45nm/add_32_pj + "})
    says("from: \"45nm/add_32_pj\"", fmt::format("from: \"{}\"", nothing), "/rows/add_32_pj/from: expected rows as ");
  says("from: \"45nm/add_32_pj\", factor: 0.735657", "from: \"28nm/add_32_pj\", factor: 1",
       "/rows/add_32_pj/from: expected other rows, got '28nm/add_32_pj', which follows from this one");
  says("from: \"45nm/add_32_pj\", factor: 0.735657", "from: \"28nm/mac_8x8_pj\", factor: 0.32466",
       "got '28nm/mac_8x8_pj', which follows from this one");
  // Three digits will do.
  CHECK(refusal("value: 0.15303", "value: 0.153") == "accepted");
  CHECK(refusal("from: \"45nm/sram_access_pj/32768\"", "from: \"45nm/sram_access_pj/32768x64\"") == "accepted");
}

TEST_CASE("memory accesses lie on the power law between their rows", "[tech]") {
  const tech::Technology table = tech::read_technology("45nm");
  CHECK(table.sram_access(32768, 64).value() == Approx(20e-12));
  CHECK(table.sram_access(32768, 128).value() == Approx(40e-12));
  CHECK(table.sram_access(16384, 64).value() == Approx(std::sqrt(200.0) * 1e-12));
  CHECK(table.sram_access(64, 64).value() == Approx(10e-12));  // the smallest row
  CHECK(table.multiply(8, 8).value() == Approx(0.2e-12));
  CHECK(table.multiply(32, 32).value() == Approx(3.1e-12));
  CHECK_THROWS_WITH(table.sram_access(2'000'000, 64),
                    Catch::Matchers::Contains("/sram_access_pj: expected a row of 64 bits and at least 2000000 bytes"));
}

TEST_CASE("no quantity is negative or no number", "[tech]") {
  CHECK_THROWS_AS(tech::Joules(-1e-30), InternalError);
  CHECK_THROWS_AS(tech::Watts(std::nan("")), InternalError);
  CHECK_THROWS_AS(tech::Joules(1.0) / tech::Seconds(0.0), InternalError);
}
