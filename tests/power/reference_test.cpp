// SPDX-License-Identifier: Apache-2.0
#include "sim/power/reference.hpp"

#include "tests/support/catch.hpp"

using namespace octet;
using tech::Item;

namespace {

/// Measured rows of the 45nm table: 18 pJ for 0.2, 9 pJ for 0.1, 0.27 pJ for 0.009.
std::vector<power::Reference> references(const tech::Technology& table) {
  std::vector<power::Reference> out;
  for (const auto& [row, measured] :
       {std::pair(Item::multiply_8, 18.0), {Item::add_32, 9.0}, {Item::register_bit, 0.27}})
    out.push_back({row, tech::picojoules(measured), table.energy(row)});
  return out;
}

}  // namespace

TEST_CASE("a table comes to the node of a library by one factor, or by its measured rows", "[power]") {
  const tech::Technology table = tech::read_technology("45nm");
  const std::vector<power::Reference> measured = references(table);
  CHECK(measured[2].ratio() == Approx(30.0));
  const double scale = power::node_scale(measured);
  CHECK(scale == Approx((18.0 + 9.0) / (0.2 + 0.1)));

  const tech::Technology there = power::measured_technology(table, measured);
  CHECK(there.row(Item::multiply_8).value == Approx(18.0));
  CHECK(there.row(Item::add_32).value == Approx(9.0));
  CHECK(there.row(Item::mac_8x8).value == Approx(27.0));
  CHECK(there.row(Item::register_bit).value == Approx(0.27));
  for (const Item item : {Item::multiply_32, Item::wire_bit_mm, Item::dram_bit})  // nobody measured these
    CHECK(there.row(item).value == Approx(scale * table.row(item).value));
  for (const Item item : {Item::gate_area, Item::sram_bit_area, Item::sram_overhead, Item::sram_second_port,
                          Item::logic_leakage, Item::sram_leakage})
    CHECK(there.row(item).value == table.row(item).value);
}
