// SPDX-License-Identifier: Apache-2.0
#include "sim/run/explain.hpp"

#include <numeric>

#include "hw/chip/platform.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/spine/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using hw::ArrayCause;
using sim::CauseCycles;
using sim::Explanation;

namespace {

hw::RunResult traced(const arch::Architecture& architecture, const program::Program& program, std::uint64_t seed = 0) {
  return hw::Platform(architecture, {.values = false, .stall_seed = seed, .trace = true, .explain = true}).run(program);
}

Cycles sum(const CauseCycles& causes) { return std::accumulate(causes.begin(), causes.end(), Cycles(0)); }

/// Tiles times depth: what the array multiplies, by the command's meaning alone.
std::uint64_t product_cycles(const program::Program& program) {
  std::uint64_t out = 0;
  for (const program::Command& it : program.commands)
    if (it.opcode == program::Opcode::matmul)
      for (std::uint64_t step = 0; step < program::step_count(it); ++step)
        out += (program::step_at(it, step).columns + it.tile_columns - 1) / it.tile_columns * it.depth;
  return out;
}

/// Times and ports at random; the program stays right.
arch::Architecture random_times(arch::Architecture it, std::uint64_t seed) {
  test::Random random(seed);
  const auto flip = [&] { return random.between(0, 1) == 0; };
  it.shadow_accumulators = flip();
  it.buffers.activation.dual_port = flip();
  it.buffers.weight.dual_port = flip();
  it.buffers.accumulator.dual_port = flip();
  it.memory.device.set("latency_cycles", static_cast<std::uint64_t>(random.between(1, 150)));
  it.memory.outstanding = static_cast<std::uint32_t>(random.between(1, 8));
  it.dma_in_flight = static_cast<std::uint32_t>(random.between(1, 3));
  it.fetch_depth = static_cast<std::uint32_t>(random.between(1, 3));
  return it;
}

void check_adds_up(const Explanation& it, const program::Program& program) {
  Cycles windows = it.startup + it.tail;
  Bytes traffic(program.commands.size() * program::Command::kBytes);
  CauseCycles causes{};
  const auto add = [&causes](const CauseCycles& more) {
    for (std::size_t i = 0; i < causes.size(); ++i) causes[i] += more[i];
  };
  add(it.before);
  add(it.after);
  for (const sim::LayerExplanation& layer : it.layers) {
    CHECK(sum(layer.causes) == layer.window.cycles());
    CHECK(layer.bound.cycles <= layer.span);
    CHECK(layer.roofline.cycles <= layer.span);
    windows += layer.window.cycles();
    traffic += layer.traffic;
    add(layer.causes);
  }
  CHECK(windows == it.cycles);
  CHECK(traffic == it.dram);
  CHECK(causes == it.total);
  CHECK(it.of(ArrayCause::multiply) == Cycles(product_cycles(program)));
  CHECK(it.roofline.cycles <= it.cycles);
  CHECK(it.attained() <= it.attainable());
}

}  // namespace

TEST_CASE("causes add up to windows and windows to the run, for random layers on random machines", "[explain][sim]") {
  const std::uint64_t first = test::count_from_environment("OCTET_SEED", 1);
  for (std::uint64_t seed = first; seed < first + 40; ++seed) {
    INFO("OCTET_SEED=" << seed);
    const test::RandomLayer layer = test::random_layer(seed);
    const arch::Architecture architecture = random_times(layer.architecture, seed);
    const hw::RunResult result = traced(architecture, layer.program, seed % 3);
    check_adds_up(sim::explain(layer.program, architecture, result), layer.program);
    // Asking changes nothing.
    const auto plain =
        hw::Platform(architecture, {.values = false, .stall_seed = seed % 3, .trace = true}).run(layer.program);
    CHECK(plain.cycles == result.cycles);
    CHECK(plain.trace == result.trace);
    CHECK(plain.array.empty());
  }
}

TEST_CASE("the causes of a row block of attention are those derived by hand", "[explain][sim]") {
  using namespace program;
  // tests/hw/cycles_attention_test.cpp derives the same steps. Here the scores' command waits for a residual adder.
  const auto step = [](Context context) { return Token{true, context, Period::step, 0}; };
  std::vector<Command> commands(6);
  commands[0] = test::one_step(Opcode::matmul, Context::matmul_a, 4, 8);
  commands[0].depth = 4;
  commands[0].a.base = 3072;
  commands[0].waits[0] = step(Context::residual_adder);
  commands[0].signals[0] = step(Context::requantizer_a);
  commands[1] = test::one_step(Opcode::requantize, Context::requantizer_a, 4, 8);
  commands[1].mode = RequantizeMode::uniform;
  commands[1].waits[0] = step(Context::matmul_a);
  commands[1].signals[0] = step(Context::softmax);
  commands[2] = test::one_step(Opcode::softmax, Context::softmax, 4, 8);
  commands[2].d.base = 1024;
  commands[2].p.base = 2048;
  commands[2].waits[0] = step(Context::requantizer_a);
  commands[2].signals = {step(Context::matmul_b), step(Context::requantizer_b)};
  commands[3] = test::one_step(Opcode::matmul, Context::matmul_b, 4, 4);
  commands[3].depth = 8;
  commands[3].a.base = 1024;
  commands[3].d.base = 1024;
  commands[3].waits[0] = step(Context::softmax);
  commands[3].signals[0] = step(Context::requantizer_b);
  commands[4] = test::one_step(Opcode::requantize, Context::requantizer_b, 4, 4);
  commands[4].mode = RequantizeMode::per_row;
  commands[4].a.base = 1024;
  commands[4].p.base = 2048;
  commands[4].d.base = 3072;
  commands[4].waits = {step(Context::matmul_b), step(Context::softmax)};
  commands[5] = test::one_step(Opcode::add, Context::residual_adder, 1, 1);
  commands[5].signals[0] = step(Context::matmul_a);
  const arch::Architecture machine = test::tiny_architecture();
  const Program program = test::timed_program(machine, commands);
  const Explanation it = sim::explain(program, machine, traced(machine, program));
  const auto cause = [&](ArrayCause which) { return it.of(which).count(); };
  // 0 .. 252 until the sixth command is there, and the cycles of the grants 253, 259, 272, 285, 486, 499.
  CHECK(cause(ArrayCause::control) == 253 + 6);
  CHECK(cause(ArrayCause::residual_adder) == 5);    // 254 .. 258
  CHECK(cause(ArrayCause::multiply) == 2 * 4 + 8);  // 260 .. 267 and 487 .. 494
  CHECK(cause(ArrayCause::drain) == 4 + 4);         // 268 .. 271 and 495 .. 498
  CHECK(cause(ArrayCause::requantizer) == 12 + 8);  // 273 .. 284 and 500 .. 507
  CHECK(cause(ArrayCause::softmax) == 200);         // 286 .. 485
  CHECK(it.cycles == Cycles(508));
  CHECK(it.startup == Cycles(254));
  CHECK(it.tail == Cycles(0));
  // 4 rows x 4 deep x 8 keys and the same for the values, on 16 multipliers; 2 passes of 32 scores on one lane.
  CHECK(it.macs == Macs(256));
  CHECK(it.padding() == 0.0);
  CHECK(it.layers[0].roofline.resource == std::string("softmax"));
  CHECK(it.layers[0].roofline.cycles == Cycles(64));
  CHECK(it.layers[0].bound.resource == std::string("softmax"));
  CHECK(it.layers[0].bound.cycles == Cycles(200));
}

TEST_CASE("the array waits for memory while a load is under way, and for a bank while another unit has it",
          "[explain][sim]") {
  using namespace program;
  const arch::Architecture machine = test::tiny_architecture();
  Command load = test::one_run(Context::load_b, 16, 4096, 0);
  load.space = Space::weight;
  load.signals[0] = test::once(Context::matmul_a);
  Command matmul = test::one_step(Opcode::matmul, Context::matmul_a, 4, 4);
  matmul.depth = 4;
  matmul.waits[0] = test::once(Context::load_b);
  const Program program = test::timed_program(machine, {load, matmul});
  const Explanation it = sim::explain(program, machine, traced(machine, program));
  // The load requests in 53 and waits for the port (fetch 1, up to 75); granted in 76, issued in 79 (outstanding),
  // beats 91 .. 94; the matmul requests in 93, waits in 93 and 94 for data on its way, is granted in 95, multiplies 96
  // .. 99, drains 100 .. 103.
  CHECK(it.of(ArrayCause::memory) == Cycles(2));
  CHECK(it.of(ArrayCause::multiply) == Cycles(4));
  CHECK(it.of(ArrayCause::drain) == Cycles(4));
  CHECK(it.of(ArrayCause::control) == Cycles(93 + 1));
  CHECK(it.cycles == Cycles(104));

  // A requantizer reads the bank into which the array wants to drain; the bank has one port.
  arch::Architecture single = machine;
  single.buffers.accumulator.dual_port = false;
  Command requantize = test::one_step(Opcode::requantize, Context::requantizer_a, 4, 60);
  requantize.mode = RequantizeMode::uniform;
  Command second = test::one_step(Opcode::matmul, Context::matmul_a, 4, 4);
  second.depth = 4;
  const Program blocked = test::timed_program(single, {requantize, second});
  const Explanation other = sim::explain(blocked, single, traced(single, blocked));
  // Requantizer granted in 53, 64 cycles: 54 .. 117; the matmul requests in 93, is granted in 118.
  CHECK(other.of(ArrayCause::bank) == Cycles(118 - 93));
  CHECK(other.cycles == Cycles(118 + 4 + 4 + 1));
}
