// SPDX-License-Identifier: Apache-2.0
// The steps that crosscheck aims at a unit's gates alone. What they find: tests/cosim/planted_faults.py.
#include "sim/crosscheck/alone.hpp"

#include "hw/cosim/model_store.hpp"
#include "sim/crosscheck/units/steps.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using crosscheck::Aim;

namespace {

std::vector<arch::Architecture> machines() {
  std::vector<arch::Architecture> out;
  out.push_back(test::built_architecture("accelerator_4x4_small", 10));
  out.push_back(
      arch::read_architecture("octet-16", {"array.rows=4", "array.columns=4", "lanes.requantizer=2", "lanes.softmax=3",
                                           "lanes.activation=3", "lanes.normalization=3", "lanes.residual_adder=3"}));
  out.push_back(arch::read_architecture("octet-16"));
  return out;
}

}  // namespace

TEST_CASE("the shipped gates alone pass every aim, to the bit and to the cycle", "[crosscheck][alone]") {
  for (const arch::Architecture& a : machines()) {
    for (const hw::UnitId unit : rtl::gated_units()) {
      crosscheck::Alone gates(a, unit, {rtl::provide_model(rtl::unit_request(a, unit))});
      std::uint64_t compared = 0;
      for (const Aim& aim : crosscheck::units::aims_of(unit, a, 1)) {
        CAPTURE(a.name, a.rows, hw::name(unit), aim.what);
        REQUIRE(aim.steps.size() > 1);
        const crosscheck::AloneResult result = gates.run(aim, 1, {});
        REQUIRE(result.text == "");
        REQUIRE(result.cycles_rtl == result.cycles_page);
        compared += result.compared;
      }
      CHECK(compared > 5000);
    }
  }
}

TEST_CASE("an aim is the same for the same seed, another for another", "[crosscheck][alone]") {
  const arch::Architecture a = arch::read_architecture("octet-16");
  const auto operands = [&](std::uint64_t seed) {
    std::vector<crosscheck::AloneStep::Bytes> out;
    for (const Aim& aim : crosscheck::units::aims_of(hw::UnitId::softmax, a, seed))
      for (const crosscheck::AloneStep& step : aim.steps) out.push_back(step.a);
    return out;
  };
  CHECK(operands(7) == operands(7));
  CHECK(operands(7) != operands(8));
}
