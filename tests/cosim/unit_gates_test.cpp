// SPDX-License-Identifier: Apache-2.0
// Units of the SystemC platform whose gates stand in for them: everything that can be measured stays the same.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "hw/chip/platform.hpp"
#include "hw/cosim/gate_sources.hpp"
#include "hw/cosim/gated_unit.hpp"
#include "hw/cosim/known_opcodes.hpp"
#include "hw/cosim/rtl_unit.hpp"
#include "models/core/error.hpp"
#include "models/graph/package.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/workload.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using hw::UnitId;
namespace fs = std::filesystem;

namespace {

using Gates = std::map<UnitId, rtl::UnitGates>;

Gates gates_of(const arch::Architecture& architecture, const std::vector<UnitId>& units) {
  Gates out;
  for (const UnitId unit : units) out[unit] = {rtl::provide_model(rtl::unit_request(architecture, unit))};
  return out;
}

hw::RunResult run(const arch::Architecture& architecture, const program::Program& program,
                  const Matrix<std::int16_t>& input, const Gates& gates, std::uint64_t stall_seed = 0) {
  return hw::Platform(architecture, {.stall_seed = stall_seed, .trace = true, .stand_ins = rtl::stand_ins(gates)})
      .run(program, input);
}

/// Bits, cycles, counters, layers and single steps of a run with gates are those of the run without.
void require_same(const hw::RunResult& plain, const hw::RunResult& gated, std::size_t units) {
  for (const hw::StandInSteps& it : gated.stand_ins) {
    INFO(hw::name(it.unit) << ": " << it.first);
    REQUIRE(it.off == 0);
  }
  REQUIRE(gated.output == plain.output);
  REQUIRE(gated.cycles == plain.cycles);
  REQUIRE(gated.counters == plain.counters);
  REQUIRE(gated.layers == plain.layers);
  REQUIRE(gated.trace == plain.trace);
  REQUIRE(gated.stand_ins.size() == units);
}

/// A small encoder for accelerator_4x4 with an input.
struct Small {
  arch::Architecture architecture = test::built_architecture("accelerator_4x4", 10);
  graph::Model model = test::random_model({.tokens = 5, .width = 8, .heads = 2, .mlp = 9});
  program::Program program = sim::compile(model, architecture, false);
  Matrix<std::int16_t> input = test::random_input(model, 1);
};

/// The residual adder of accelerator_4x4 with one line of it changed.
Gates changed_adder(const arch::Architecture& architecture, const std::string& from, const std::string& to) {
  std::string text;
  for (const rtl::GateSource& source : rtl::sources_of("octet_residual_adder"))
    if (source.path.stem() == "octet_residual_adder") text = source.text;
  REQUIRE(text.find(from) != std::string::npos);
  const fs::path folder = fs::temp_directory_path() / ("octet-adder-" + std::to_string(getpid()));
  fs::create_directory(folder);
  const fs::path file = folder / "adder.sv";  // the same name for the same model
  std::ofstream(file) << text.replace(text.find(from), from.size(), to);
  rtl::ModelRequest request = rtl::unit_request(architecture, UnitId::residual_adder);
  request.replacement = file;
  Gates out{{UnitId::residual_adder, {rtl::provide_model(request)}}};
  fs::remove_all(folder);
  return out;
}

}  // namespace

TEST_CASE("a program with an opcode that the gates do not know is refused by its name", "[rtl][bad]") {
  const Small small;
  CHECK_NOTHROW(rtl::require_gates(small.program, {}));  // today they know all
  const rtl::NoGates why = [](program::Opcode opcode) {
    return opcode == program::Opcode::gelu || opcode == program::Opcode::add ? "too new" : nullptr;
  };
  const auto refusal = [&](const std::set<UnitId>& units) -> std::string {
    try {
      rtl::require_gates(small.program, units, why);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  };
  const std::string gelu =
      "opcode gelu: error: expected one that the gates of activation know, they do not yet: too new";
  CHECK_THAT(refusal({}), Catch::Contains(gelu) && Catch::Contains("opcode add"));  // the whole machine
  CHECK(refusal({UnitId::activation}) == gelu);
  CHECK(refusal({UnitId::softmax, UnitId::matmul}).empty());  // elsewhere SystemC does it
}

TEST_CASE("every unit's gates do the shipped model on octet-16 as the unit does, alone and all together",
          "[cosim][unit_gates][shipped]") {
  const graph::Model model = graph::read_package("workloads/vit-fashion-mnist/package");
  const arch::Architecture architecture = arch::read_architecture("octet-16");
  const program::Program program = sim::compile(model, architecture, false);
  const Matrix<std::int16_t> image = sim::Inputs::from_dataset(model, "workloads/fashion-mnist-sample", 1).at(0);
  const hw::RunResult plain = run(architecture, program, image, {});
  REQUIRE(plain.cycles.count() > 100'000);
  for (const UnitId unit : rtl::gated_units()) {
    CAPTURE(hw::name(unit));
    const hw::RunResult gated = run(architecture, program, image, gates_of(architecture, {unit}));
    require_same(plain, gated, 1);
    REQUIRE(gated.stand_ins[0].unit == unit);
    REQUIRE(gated.stand_ins[0].steps == plain.counters.unit(unit).steps);
    REQUIRE(gated.stand_ins[0].steps > 0);
  }
  require_same(plain, run(architecture, program, image, gates_of(architecture, rtl::gated_units())), 6);
}

TEST_CASE("units in gates do encoders of odd shapes as the units do, also under random stalls", "[cosim][unit_gates]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  int compiled = 0;
  constexpr int kEncoders = 24;
  for (int i = 0; i < kEncoders; ++i) {
    const arch::Architecture architecture = test::built_architecture(
        i % 2 == 0 ? "accelerator_4x4" : "accelerator_4x4_small", static_cast<std::uint32_t>(random.between(1, 60)));
    const test::RandomEncoder encoder = test::small_encoder(random);
    CAPTURE(i, encoder.tokens, encoder.width, encoder.heads, encoder.mlp, encoder.input_columns, encoder.classes,
            encoder.seed);
    const graph::Model model = test::random_model(encoder);
    program::Program program;
    try {
      program = sim::compile(model, architecture, false);
    } catch (const UserError&) {
      continue;  // too large for these buffers
    }
    ++compiled;
    const Matrix<std::int16_t> input = test::random_input(model, random.bits());
    std::vector<UnitId> units;
    for (const UnitId unit : rtl::gated_units())
      if (i % 3 == 0 || random.between(0, 1) == 1) units.push_back(unit);
    const std::uint64_t stalls = i % 4 == 3 ? random.bits() : 0;
    require_same(run(architecture, program, input, {}, stalls),
                 run(architecture, program, input, gates_of(architecture, units), stalls), units.size());
  }
  CHECK(compiled >= kEncoders / 2);
}

TEST_CASE("operands that nobody wrote are a fault for units in gates too", "[cosim][unit_gates]") {
  Small it;
  const Gates gates = gates_of(it.architecture, {UnitId::matmul});
  for (std::size_t i = 0; i < it.program.commands.size(); ++i) {
    program::Command command = it.program.commands[i];
    if (command.opcode != program::Opcode::matmul) continue;
    command.b.base += 4096;
    const auto bytes = program::encode(command);
    std::copy(bytes.begin(), bytes.end(),
              it.program.image.begin() + static_cast<std::ptrdiff_t>(it.program.program_base + i * bytes.size()));
  }
  std::string plain, gated;
  try {
    run(it.architecture, it.program, it.input, {});
  } catch (const MachineFault& fault) {
    plain = fault.what();
  }
  try {
    run(it.architecture, it.program, it.input, gates);
  } catch (const MachineFault& fault) {
    gated = fault.what();
  }
  REQUIRE_THAT(plain, Catch::Contains("never written"));
  REQUIRE(gated == plain);
}

TEST_CASE("gates that take other cycles are told, gates that never finish are a fault", "[cosim][unit_gates]") {
  Small it;
  const hw::RunResult plain = run(it.architecture, it.program, it.input, {});
  const std::string finish = "assign finish_o = valid_q[STAGES-1] && last_q[STAGES-1];";
  const Gates late =
      changed_adder(it.architecture, finish,
                    "logic late_q;\n  always_ff @(posedge clk_i) late_q <= valid_q[STAGES-1] && last_q[STAGES-1];\n"
                    "  assign finish_o = late_q;");
  const hw::RunResult off = run(it.architecture, it.program, it.input, late);
  REQUIRE(off.output == plain.output);
  const hw::UnitCounters& on_time = plain.counters.unit(UnitId::residual_adder);
  REQUIRE(on_time.steps > 0);
  REQUIRE(off.counters.unit(UnitId::residual_adder).busy == on_time.busy + Cycles(on_time.steps));
  REQUIRE(off.stand_ins.at(0).off == on_time.steps);
  REQUIRE_THAT(off.stand_ins.at(0).first,
               Catch::Contains("(residual_adder, add)") && Catch::Contains("the gates took"));

  const Gates hung = changed_adder(it.architecture, finish, "assign finish_o = 1'b0;");
  REQUIRE_THROWS_WITH(run(it.architecture, it.program, it.input, hung),
                      Catch::Contains("the gates of residual_adder have not finished after"));
}

TEST_CASE("a unit in gates can write a waveform of its own", "[cosim][unit_gates]") {
  Small it;
  rtl::ModelRequest request = rtl::unit_request(it.architecture, UnitId::residual_adder);
  request.waves = true;
  const fs::path file = fs::temp_directory_path() / ("octet-adder-" + std::to_string(getpid()) + ".fst");
  const Gates gates{{UnitId::residual_adder, {rtl::provide_model(request), file}}};
  require_same(run(it.architecture, it.program, it.input, {}), run(it.architecture, it.program, it.input, gates), 1);
  CHECK(fs::file_size(file) > 1000);
  fs::remove(file);
}

TEST_CASE("gates cannot stand in for units that are only timed, nor for units that have none", "[cosim][unit_gates]") {
  const arch::Architecture architecture = test::built_architecture("accelerator_4x4", 10);
  REQUIRE_THROWS_WITH(
      hw::Platform(architecture,
                   {.values = false, .stand_ins = rtl::stand_ins(gates_of(architecture, {UnitId::softmax}))}),
      Catch::Contains("gates compute values"));
  REQUIRE_THROWS_WITH(rtl::unit_request(architecture, UnitId::dma_store),
                      Catch::Contains("dma_store: error: has no gates"));
}
