// SPDX-License-Identifier: Apache-2.0
#include "tests/hw/hw_support.hpp"

#include "models/core/error.hpp"

namespace octet::test {

using namespace program;

arch::Architecture tiny_architecture() {
  arch::Architecture it;
  it.name = "tiny";
  it.clock_hz = 500'000'000;
  it.rows = it.columns = 4;
  it.lanes = {4, 1, 2, 1, 2};
  it.buffers.activation = it.buffers.weight = it.buffers.accumulator = it.buffers.parameter = {4096, 4, true};
  it.queue_depth = 2;
  it.fetch_depth = 2;
  it.dma_in_flight = 2;
  it.memory = {.device = hw::MemoryDevice().set("latency_cycles", 10),
               .beat_bytes = 4,
               .burst_bytes = 16,
               .outstanding = 4,
               .bytes = 1 << 20};
  return it;
}

arch::Architecture fitting(const arch::Architecture& base, const Geometry& geometry) {
  arch::Architecture it = base;
  const auto buffer = [](const BufferGeometry& from, bool dual) { return arch::Buffer{from.bytes, from.banks, dual}; };
  it.rows = geometry.rows;
  it.columns = geometry.columns;
  it.buffers.activation = buffer(geometry.buffers.activation, base.buffers.activation.dual_port);
  it.buffers.weight = buffer(geometry.buffers.weight, base.buffers.weight.dual_port);
  it.buffers.accumulator = buffer(geometry.buffers.accumulator, base.buffers.accumulator.dual_port);
  it.buffers.parameter = buffer(geometry.buffers.parameter, base.buffers.parameter.dual_port);
  it.queue_depth = geometry.queue_depth;
  it.memory.bytes = geometry.dram_bytes;
  it.numerics.multiplier_bits_max = static_cast<int>(geometry.multiplier_bits);
  return it;
}

Program timed_program(const arch::Architecture& architecture, std::vector<Command> commands,
                      std::uint64_t program_base) {
  Program out;
  out.model = "test";
  out.architecture = architecture.name;
  out.geometry = architecture.geometry();
  out.commands = std::move(commands);
  out.layers = {"layer"};
  out.program_base = program_base;
  out.symbolic = true;
  return out;
}

hw::RunResult time(const arch::Architecture& architecture, const std::vector<Command>& commands) {
  return hw::Platform(architecture, {.values = false, .stall_seed = 0, .trace = true})
      .run(timed_program(architecture, commands));
}

Command one_step(Opcode opcode, Context context, std::uint16_t rows, std::uint32_t columns) {
  Command it;
  it.opcode = opcode;
  it.context = context;
  it.element_bytes = 1;
  it.element_bytes_b = 0x11;
  it.count0 = it.count1 = 1;
  it.rows = it.rows_last = rows;
  it.columns = it.columns_last = columns;
  it.tile_columns = 4;
  return it;
}

Command one_run(Context context, std::uint32_t bytes, std::uint64_t dram, std::uint64_t buffer) {
  const bool is_store = context == Context::store;
  Command it = one_step(is_store ? Opcode::store : Opcode::load, context, 1, bytes);
  it.space = Space::activation;
  it.depth = bytes;
  (is_store ? it.d : it.a).base = dram;
  (is_store ? it.a : it.d).base = buffer;
  return it;
}

Token once(Context context) { return {true, context, Period::command, 0}; }

hw::TraceEvent only_step(const hw::RunResult& result, hw::UnitId unit) {
  std::vector<hw::TraceEvent> found;
  for (const hw::TraceEvent& event : result.trace)
    if (event.unit == unit) found.push_back(event);
  OCTET_CHECK(found.size() == 1, "the unit ran one step");
  return found.front();
}

}  // namespace octet::test
