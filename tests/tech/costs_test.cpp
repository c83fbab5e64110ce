// SPDX-License-Identifier: Apache-2.0
// Energies and areas of random runs: parts make wholes, and wholes are counters times a table.
#include "hw/chip/platform.hpp"
#include "sim/estimate/estimate.hpp"
#include "sim/estimate/traffic.hpp"
#include "sim/run/record.hpp"
#include "sim/tech/gates.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

/// A run's record as `sim::run` would make it, from the machine's own counters.
sim::RunRecord record_of(const test::RandomLayer& layer) {
  const hw::RunResult run = hw::Platform(layer.architecture, {.values = false}).run(layer.program);
  sim::RunRecord record;
  record.view = "systemc";
  record.architecture = layer.architecture;
  sim::MachineTime time;
  time.cycles = run.cycles;
  time.events = run.counters;
  for (const hw::LayerTime& it : run.layers) time.layers.push_back({it.start, it.end, {}});
  time.layer_events = sim::estimation::count_layers(layer.program, layer.architecture);
  time.windows = sim::layer_windows(sim::program_order(layer.program), time.layers, time.cycles);
  for (std::size_t i = 0; i < layer.program.layers.size(); ++i)
    record.layers.push_back({layer.program.layers[i], {}, time.layers[i], i});
  record.time = time;
  return record;
}

/// The table with one row's value times `factor`.
tech::Technology with_row(const tech::Technology& table, tech::Item item, double factor) {
  std::array<tech::Row, tech::kItemCount> rows;
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = table.row(static_cast<tech::Item>(i));
  rows[static_cast<std::size_t>(item)].value *= factor;
  return {table.name(), table.node_nm(), rows, table.sram()};
}

double total(const sim::RunRecord& record, const tech::Technology& table) {
  return sim::costs(record, table).energy->total().value();
}

}  // namespace

TEST_CASE("layers and what is outside make the whole, and so do units, on random runs", "[tech]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  for (std::uint64_t i = 0; i < 10; ++i) {
    CAPTURE(i);
    const sim::RunRecord record = record_of(test::random_layer(seed + i));
    for (const std::string& name : tech::shipped_technologies()) {
      const sim::Costs costs = sim::costs(record, tech::read_technology(name));
      double units = 0.0, layers = costs.outside->total().value(), area = 0.0;
      for (const tech::UnitEnergy& unit : costs.energy->units) units += unit.total().value();
      for (const auto& layer : costs.layers) layers += layer->total().value();
      for (const tech::UnitArea& unit : costs.area.units) {
        CHECK(unit.area.value() > 0.0);
        area += unit.area.value();
      }
      CHECK(units == Approx(costs.energy->total().value()).epsilon(1e-12));
      CHECK(layers == Approx(costs.energy->total().value()).epsilon(1e-9));
      CHECK(area == Approx(costs.area.total().value()).epsilon(1e-12));
      CHECK(costs.energy->total().value() > 0.0);
    }
    // Unit by unit as well.
    const sim::Costs costs = sim::costs(record, tech::read_technology("28nm"));
    for (std::size_t unit = 0; unit < costs.energy->units.size(); ++unit) {
      double sum = costs.outside->units[unit].total().value();
      for (const auto& layer : costs.layers) sum += layer->units[unit].total().value();
      CHECK(sum == Approx(costs.energy->units[unit].total().value()).epsilon(1e-9));
    }
  }
}

TEST_CASE("a row that grows adds its counter times what it grew by", "[tech]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  for (std::uint64_t i = 0; i < 10; ++i) {
    CAPTURE(i);
    const sim::RunRecord record = record_of(test::random_layer(seed + i));
    const hw::Counters& events = record.time->events;
    const tech::Technology table = tech::read_technology("45nm");
    const double before = total(record, table);
    const auto grows_by = [&](tech::Item item, double joules) {
      CAPTURE(tech::key(item));
      CHECK(total(record, with_row(table, item, 3.0)) - before == Approx(2.0 * joules).epsilon(1e-6));
    };
    const auto pj = [&](tech::Item item) { return 1e-12 * table.row(item).value; };
    const auto real = [](std::uint64_t count) { return static_cast<double>(count); };
    const hw::MemoryCounters& dram = events.memory(program::Space::dram);
    grows_by(tech::Item::mac_8x8, pj(tech::Item::mac_8x8) * real(events.mac_slots.count()));
    grows_by(tech::Item::dram_bit, pj(tech::Item::dram_bit) * 8.0 * real((dram.read + dram.written).count()));
    grows_by(tech::Item::dram_activation, pj(tech::Item::dram_activation) * real(events.activations));
    // The price is that of a row of 1 KiB, which is what the fixed memory opens.
    sim::RunRecord longer = record;
    longer.architecture.memory.device = hw::MemoryDevice(*hw::find_memory_kind("banked")).set("row_bytes", 4096);
    CHECK(total(longer, table) - before ==
          Approx(3.0 * pj(tech::Item::dram_activation) * real(events.activations)).epsilon(1e-6));
    const double seconds = real(record.time->cycles.count()) / real(record.architecture.clock_hz);
    double logic = 0.0, memory = 0.0;
    const tech::Area area = tech::area(record.architecture, table);
    for (std::size_t unit = 0; unit < area.units.size(); ++unit)
      (unit < tech::kLogicUnitCount ? logic : memory) += area.units[unit].area.value();
    grows_by(tech::Item::logic_leakage, 1e-3 * table.row(tech::Item::logic_leakage).value * logic * seconds);
    grows_by(tech::Item::sram_leakage, 1e-3 * table.row(tech::Item::sram_leakage).value * memory * seconds);
    // Every row of a table counts.
    for (std::size_t item = 0; item < tech::kItemCount; ++item)
      CHECK(total(record, with_row(table, static_cast<tech::Item>(item), 3.0)) > before);
  }
}

TEST_CASE("the counts of all layers are the machine's own", "[tech]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  const test::RandomLayer layer = test::random_layer(seed);
  const hw::Counters machine = hw::Platform(layer.architecture, {.values = false}).run(layer.program).counters;
  const hw::Counters sum = sim::estimation::sum_of(sim::estimation::count_layers(layer.program, layer.architecture));
  CHECK(sum.mac_slots == machine.mac_slots);
  CHECK((sum.operations == machine.operations));
  CHECK(sum.activations == machine.activations);
  CHECK(sum.commands == machine.commands);
  CHECK(machine.mac_slots >= machine.macs_8x8);
}

TEST_CASE("what an architecture has more of takes more of the chip", "[tech]") {
  const tech::Technology table = tech::read_technology("28nm");
  const arch::Architecture base = arch::read_architecture("octet-16");
  const auto area = [&](const std::vector<std::string>& changes) {
    return tech::area(arch::read_architecture("octet-16", changes), table);
  };
  CHECK(area({"lanes.softmax=8"}).of("softmax") > area({}).of("softmax"));
  CHECK(area({"array.rows=32"}).of("matmul") > area({}).of("matmul"));
  CHECK(area({"array.shadow_accumulators=false"}).of("matmul") < area({}).of("matmul"));
  CHECK(area({"numerics.multiplier_bits_max=16"}).of("requantizer") < area({}).of("requantizer"));
  CHECK(area({"buffers.weight.ports=single"}).of("weight_buffer") < area({}).of("weight_buffer"));
  CHECK(area({"controller.queue_depth=8"}).of("controller") > area({}).of("controller"));
  CHECK(area({"memory.beat_bytes=32"}).of("dma") > area({}).of("dma"));
  CHECK(area({}).total() == tech::Prices(base, table).area().total());
}
