// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/architectures.hpp"

#include "models/core/error.hpp"

namespace octet::test {
namespace {

struct Row {
  const char* name;
  std::uint32_t rows, columns;
  bool shadow;
  std::uint32_t lanes;
  bool dual_port;
  std::uint32_t queue_depth, fetch_depth, dma_in_flight, beat_bytes, burst_bytes, outstanding, transposer_blocks;
};

constexpr Row kBuilt[] = {
    {"accelerator_4x4", 4, 4, true, 4, true, 4, 4, 2, 16, 64, 4, 2},
    {"accelerator_4x4_small", 4, 4, false, 1, false, 1, 1, 1, 8, 16, 1, 1},
    {"accelerator_4x12", 4, 12, true, 3, true, 2, 2, 4, 32, 128, 8, 2},
    {"accelerator_8x4", 8, 4, false, 4, false, 2, 3, 2, 64, 64, 2, 1},
    {"accelerator_4x4_narrow", 4, 4, true, 2, true, 2, 2, 2, 4, 32, 1, 2},
};

arch::Architecture architecture_of(const Row& row, std::uint32_t latency_cycles) {
  arch::Architecture a;
  a.name = row.name;
  a.clock_hz = 500'000'000;
  a.rows = row.rows;
  a.columns = row.columns;
  a.shadow_accumulators = row.shadow;
  a.lanes = {row.lanes, row.lanes, row.lanes, row.lanes, row.lanes};
  a.buffers.activation = {16384, 4, row.dual_port};
  a.buffers.weight = {16384, 2, row.dual_port};
  a.buffers.accumulator = {8192, 2, row.dual_port};
  a.buffers.parameter = {4096, 2, row.dual_port};
  a.queue_depth = row.queue_depth;
  a.fetch_depth = row.fetch_depth;
  a.dma_in_flight = row.dma_in_flight;
  a.memory = {hw::MemoryDevice().set("latency_cycles", latency_cycles),
              row.beat_bytes,
              row.burst_bytes,
              row.outstanding,
              1 << 20,
              row.transposer_blocks};
  return a;
}

}  // namespace

std::vector<arch::Architecture> built_architectures(std::uint32_t latency_cycles) {
  std::vector<arch::Architecture> out;
  for (const Row& row : kBuilt) out.push_back(architecture_of(row, latency_cycles));
  return out;
}

arch::Architecture built_architecture(const std::string& name, std::uint32_t latency_cycles) {
  for (const Row& row : kBuilt)
    if (name == row.name) return architecture_of(row, latency_cycles);
  throw InternalError("no such architecture is built: " + name);
}

}  // namespace octet::test
