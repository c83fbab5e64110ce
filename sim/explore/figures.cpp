// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/figures.hpp"

#include "sim/tech/energy.hpp"

namespace octet::explore {

Figures figures(const arch::Architecture& architecture, const hw::Counters& counters, Cycles cycles,
                const tech::Technology& technology) {
  const hw::MemoryCounters& dram = counters.memory(program::Space::dram);
  const auto real = [](std::uint64_t count) { return static_cast<double>(count); };
  const double multipliers = static_cast<double>(architecture.rows) * architecture.columns;
  const double count = real(cycles.count());
  Metrics out;
  out[kCycles] = count;
  out["latency_s"] = count / real(architecture.clock_hz);
  out["dram_read_bytes"] = real(dram.read.count());
  out["dram_write_bytes"] = real(dram.written.count());
  out["dram_bytes"] = real(dram.read.count() + dram.written.count());
  out["buffer_bytes"] = real(architecture.buffers.activation.bytes + architecture.buffers.weight.bytes +
                             architecture.buffers.accumulator.bytes + architecture.buffers.parameter.bytes);
  out["multipliers"] = multipliers;
  out["utilization"] = count > 0 ? real(counters.macs_8x8.count()) / (count * multipliers) : 0.0;
  const tech::Prices prices(architecture, technology);
  out["area_mm2"] = prices.area().total().value();
  const tech::Energy energy = prices.energy(counters, cycles);
  out["energy_j"] = energy.total().value();
  return {out, tech::not_priced(prices.area(), energy)};
}

}  // namespace octet::explore
