// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/compare_views.hpp"

#include "hw/chip/platform.hpp"
#include "models/execute/interpreter.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {
namespace {

/// Gates that take this much longer hang.
std::uint64_t cycle_limit(Cycles systemc) { return 2 * systemc.count() + 10'000; }

}  // namespace

rtl::RtlResult compare_views(const arch::Architecture& architecture, const program::Program& program,
                             const Matrix<std::int16_t>& input, std::uint64_t memory_stall_seed) {
  CAPTURE(architecture.name, architecture.memory.device.kind().name, memory_stall_seed);
  const Matrix<std::int16_t> interpreted = execute::Interpreter(program).run(input);
  const hw::RunResult systemc =
      hw::Platform(architecture, {.memory_stall_seed = memory_stall_seed}).run(program, input);
  const rtl::RtlResult gates =
      rtl::RtlAccelerator(architecture).run(program, input, seed(), cycle_limit(systemc.cycles), {}, memory_stall_seed);
  REQUIRE(systemc.output == interpreted);
  std::size_t first = 0;
  while (first < interpreted.data().size() && gates.output.data()[first] == interpreted.data()[first]) ++first;
  if (first < interpreted.data().size())
    FAIL("element " << first << ": the gates have " << gates.output.data()[first] << ", the interpreter "
                    << interpreted.data()[first]);
  REQUIRE(gates.cycles.count() == systemc.cycles.count());
  for (std::size_t i = 0; i < rtl::kUnits; ++i) {
    const rtl::UnitCycles& g = gates.units[i];
    const hw::UnitCounters& s = systemc.counters.units[i];
    const auto stalled = [&](hw::StallCause cause) { return s.stalled[static_cast<std::size_t>(cause)].count(); };
    CAPTURE(hw::name(static_cast<hw::UnitId>(i)));
    CHECK(g.busy == s.busy.count());
    CHECK(g.idle == s.idle.count());
    CHECK(g.token == stalled(hw::StallCause::token));
    CHECK(g.unit == stalled(hw::StallCause::unit));
    CHECK(g.port == stalled(hw::StallCause::port));
    CHECK(g.bank == stalled(hw::StallCause::bank));
    CHECK(g.drain == stalled(hw::StallCause::drain));
    REQUIRE(g.idle + g.busy + g.token + g.unit + g.port + g.bank + g.drain == gates.cycles.count());
  }
  const hw::MemoryCounters& dram = systemc.counters.memory(program::Space::dram);
  CHECK(gates.read.count() == dram.read.count());
  CHECK(gates.written.count() == dram.written.count());
  if (architecture.memory.device.kind().closed_form == nullptr)
    CHECK(gates.rows_opened == systemc.counters.activations);
  return gates;
}

}  // namespace octet::test
