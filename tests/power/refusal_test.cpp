// SPDX-License-Identifier: Apache-2.0
#include "models/core/error.hpp"
#include "sim/power/netlist.hpp"
#include "tests/power/tiny_library.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using Catch::Matchers::Contains;

namespace {

std::string refusal_of(const std::string& library) {
  try {
    const power::CellLibrary read(test::liberty_of(library));
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

std::string refusal_of_nand(const std::string& library) {
  try {
    (void)power::CellLibrary(test::liberty_of(library)).cell("NAND");
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

std::string netlist_refusal(const std::string& netlist) {
  const power::CellLibrary library(test::liberty_of(test::kTinyLibrary));
  try {
    power::read_netlist(netlist, library);
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

}  // namespace

TEST_CASE("a library without what power needs is refused with all of it", "[power]") {
  CHECK(refusal_of(test::kTinyLibrary) == "nothing was wrong");
  CHECK(refusal_of(test::with(test::kTinyLibrary, "\"1V\";", "\"1V\"\n")) ==
        "nothing was wrong");  // a line's end will do
  const std::string& good = test::kTinyLibrary;
  const std::string no_cells =
      "tiny.lib: error: power needs cells with capacitances, internal_power, transition times and leakage, found none";
  CHECK_THAT(refusal_of(test::without_all(good, "capacitance :", ";")), Contains(no_cells));
  CHECK_THAT(refusal_of(test::without_all(good, "cell_leakage_power", ";")), Contains(no_cells));
  CHECK_THAT(refusal_of(test::without_all(good, "nom_voltage", ";")),
             Contains("tiny.lib: error: power needs a nom_voltage, found none"));
  std::string renamed = good;
  for (std::size_t at = renamed.find("internal_power"); at != std::string::npos; at = renamed.find("internal_power"))
    renamed.replace(at, 14, "no_power");
  CHECK_THAT(refusal_of(renamed), Contains(no_cells));
  const std::string all = refusal_of("library (empty) { cell (X) { area : 1; } }");
  for (const char* what : {"a nom_voltage", "a capacitive_load_unit", "a voltage_unit", "a leakage_power_unit",
                           "cells with capacitances, internal_power"})
    CHECK_THAT(all, Contains(std::string("tiny.lib: error: power needs ") + what));
}

TEST_CASE("a malformed library names file and line", "[power]") {
  CHECK(refusal_of("library (x) {\n cell (Y) {\n area : 1;\n") ==
        "tiny.lib:1: error: found 2 { without a }: the file is cut off");
  const std::string cell = "cell (Y) {area : 1;}\n";
  CHECK(refusal_of("library (x) {\n volts = 1;\n" + cell + "}") == "tiny.lib:2: error: expected '(', found '='");
  CHECK(refusal_of("library (x) {\n " + cell + " a (b\n}") == "tiny.lib:4: error: expected a name or value, found '}'");
  CHECK(refusal_of("library (x) {\n name : \"open;\n}") ==
        "tiny.lib:2: error: expected a quote at the end of this text, the file ends");
  std::string deep = "library (x) {" + cell;
  for (int i = 0; i < 100'000; ++i) deep += "a(){";
  CHECK_THAT(refusal_of(deep), Contains("expected at most 100 groups within each other"));
  for (const char* leakage :
       {"cell_leakage_power : 0", "cell_leakage_power : -1e9", "cell_leakage_power : nan", "x : 5"})
    CHECK_THAT(refusal_of_nand(test::with(test::kTinyLibrary, "cell_leakage_power : 5", leakage)),
               Contains("the cell NAND cannot be counted: it has no cell_leakage_power above 0"));
  CHECK_THAT(refusal_of_nand(test::with(test::kTinyLibrary, "\"2, 2\"", "\"2, 1e300\"")),
             Contains("expected numbers below 1e+12, got 2  1e300"));
  // A cell that no netlist has may be anything.
  const std::string odd = test::with(test::kTinyLibrary, "!(A B)", "!(A Z)");
  CHECK(refusal_of(odd) == "nothing was wrong");
  CHECK_THAT(refusal_of_nand(odd), Contains("expected a function of the cell's pins, got !(A Z)"));
}

TEST_CASE("a netlist that cannot be counted is refused with the reason", "[power]") {
  CHECK(netlist_refusal(test::kToggle) == "nothing was wrong");
  const auto refused = [](const std::string& what, const std::string& by) {
    return netlist_refusal(test::with(test::kToggle, what, by));
  };
  CHECK_THAT(refused("NAND", "NOR9"), Contains("tiny.lib: error: has no cell NOR9"));
  CHECK_THAT(refused(".subckt FLOP CLK=clk_i", ".subckt LATCH E=clk_i"),
             Contains("the cell LATCH cannot be counted: it keeps a value in a latch"));
  CHECK_THAT(refused("B=rst_ni", ""), Contains("a cell NAND with an open input"));
  CHECK_THAT(refused("CLK=clk_i", "CLK=rst_ni"), Contains("a register whose clock is not the port clk_i"));
  CHECK_THAT(refused("A=q", "A=d"), Contains("a loop of logic"));
  CHECK_THAT(refused("Q=q", "Q=d"), Contains("a net driven twice"));
  CHECK_THAT(refused(".names q q_o", ".names q d q_o"), Contains("logic that is no cell of the library, driving q_o"));
  CHECK_THAT(refused("1 1\n", "1 1\n.latch d q\n"), Contains("expected cells of the library, found .latch d q"));
}
