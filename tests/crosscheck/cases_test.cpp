// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "hw/arch/architecture.hpp"
#include "models/core/error.hpp"
#include "models/prove/verify.hpp"
#include "sim/crosscheck/comparison.hpp"
#include "sim/crosscheck/encoder_case.hpp"
#include "sim/crosscheck/stress_program.hpp"
#include "sim/crosscheck/unit_cases.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

std::vector<arch::Architecture> machines() {
  std::vector<arch::Architecture> out = test::built_architectures(20);
  out.push_back(arch::read_architecture("octet-16"));
  out.push_back(arch::read_architecture("octet-64"));
  out.push_back(
      arch::read_architecture("octet-16", {"array.rows=12", "lanes.softmax=5", "lanes.requantizer=7",
                                           "buffers.activation.bytes=12288", "buffers.accumulator.bytes=3072"}));
  return out;
}

}  // namespace

TEST_CASE("every drawn case of a unit is a proved program in which SystemC has golden's results", "[crosscheck]") {
  CAPTURE(test::seed());
  for (const arch::Architecture& a : machines()) {
    const hw::Platform platform(a);
    for (const hw::UnitId unit : crosscheck::kGateUnits) {
      std::set<std::int64_t> seen;
      std::uint64_t compared = 0;
      for (std::uint64_t i = 0; i < 25; ++i) {
        CAPTURE(a.name, hw::name(unit), i);
        const crosscheck::Case it = crosscheck::unit_case(a, unit, crosscheck::case_seed(test::seed(), "test", i));
        for (const prove::Finding& finding : prove::verify(it.program)) FAIL(finding.text);
        const std::vector<crosscheck::Element> elements = crosscheck::results_of(it.program, unit);
        const crosscheck::ViewResult golden = crosscheck::run_golden(it, elements);
        const crosscheck::ViewResult systemc = crosscheck::run_platform(platform, it, elements);
        const crosscheck::Comparison c = crosscheck::compare(elements, golden, systemc, systemc);
        REQUIRE(c.mismatches == 0);
        REQUIRE(c.time_differences.empty());
        REQUIRE(systemc.units[static_cast<std::size_t>(unit)].busy.count() > 0);
        compared += c.compared;
        seen.insert(golden.values.begin(), golden.values.end());
      }
      CHECK(compared > 25 * 20);
      CHECK(seen.size() > 60);  // not all zero, not all saturated
    }
  }
}

TEST_CASE("a stress case and an encoder are drawn for every architecture with room for them", "[crosscheck]") {
  const arch::Architecture a = arch::read_architecture("octet-16");
  for (std::uint64_t seed = 1; seed < 5; ++seed) {
    CAPTURE(seed);
    for (const crosscheck::Case& it : {crosscheck::stress_case(a, seed), crosscheck::encoder_case(a, seed)}) {
      const std::vector<crosscheck::Element> elements = crosscheck::output_of(it.program);
      const crosscheck::ViewResult golden = crosscheck::run_golden(it, elements);
      const crosscheck::ViewResult systemc = crosscheck::run_platform(hw::Platform(a), it, elements);
      REQUIRE(crosscheck::compare(elements, golden, systemc, systemc).mismatches == 0);
    }
  }
  const arch::Architecture small = arch::read_architecture("octet-16", {"buffers.weight.bytes=1024"});
  CHECK_FALSE(crosscheck::stress_fits(small));
  CHECK_THROWS_AS(crosscheck::stress_case(small, 1), UserError);
}

TEST_CASE("the first difference says where it is and what each view has", "[crosscheck]") {
  const arch::Architecture a = test::built_architecture("accelerator_4x4", 10);
  const crosscheck::Case it = crosscheck::unit_case(a, hw::UnitId::softmax, 3);
  const std::vector<crosscheck::Element> elements = crosscheck::results_of(it.program, hw::UnitId::softmax);
  const crosscheck::ViewResult golden = crosscheck::run_golden(it, elements);
  const crosscheck::ViewResult systemc = crosscheck::run_platform(hw::Platform(a), it, elements);
  crosscheck::ViewResult wrong = systemc;
  wrong.values.at(5) += 1;
  wrong.values.at(7) -= 1;
  wrong.cycles = Cycles(systemc.cycles.count() + 2);
  wrong.units[7].busy = wrong.units[7].busy + Cycles(2);
  const crosscheck::Comparison c = crosscheck::compare(elements, golden, systemc, wrong);
  CHECK(c.mismatches == 2);
  REQUIRE(c.first);
  CHECK(c.first->index == 5);
  CHECK(c.first->golden == golden.values[5]);
  CHECK(c.first->systemc == golden.values[5]);
  CHECK(c.first->rtl == golden.values[5] + 1);
  const crosscheck::Element& at = c.first->at;
  const program::Command& command = it.program.commands[at.command];
  CHECK(command.context == program::Context::softmax);
  CHECK(at.address == program::step_at(command, at.step).d + at.column * 4 + at.row);
  REQUIRE(c.time_differences.size() == 2);
  CHECK_THAT(c.time_differences[0], Catch::StartsWith("cycles: systemc "));
  CHECK_THAT(c.time_differences[1], Catch::StartsWith("softmax busy: systemc "));
  CHECK(crosscheck::cycle_error_percent(Cycles(200), Cycles(202)) == Approx(1.0));
}
