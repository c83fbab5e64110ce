// SPDX-License-Identifier: Apache-2.0
#include "hw/chip/platform.hpp"

#include "hw/chip/chip.hpp"
#include "hw/chip/simulation_scope.hpp"
#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"

namespace octet::hw {

Platform::Platform(const arch::Architecture& architecture, Options options)
    : architecture_(architecture),
      options_(std::move(options)),
      buffers_(std::make_unique<OnChipBuffers>(architecture)),
      dram_(std::make_unique<execute::ByteMemory>("dram", architecture.memory.bytes)) {
  if (!options_.values && !options_.stand_ins.empty())
    throw UserError("", "gates compute values: they cannot stand in for a unit that is only timed");
}

RunResult Platform::run(const program::Program& program, const Matrix<std::int16_t>& input, const Progress& progress,
                        const execute::StepObserver& observer) const {
  if (!(program.geometry == architecture_.geometry()))
    throw UserError("", "the program was compiled for " + program.architecture + ", whose geometry is not that of " +
                            architecture_.name);
  for (const program::Command& command : program.commands)
    if (const machine::UnitKind kind = machine::row(command.opcode).unit; !architecture_.has(kind))
      throw UserError("architecture " + architecture_.name,
                      std::string("/lanes/") + machine::row(kind).lanes + ": expected at least 1 for the " +
                          program::name(command.opcode) + " of the program, got 0");
  if (options_.values && program.symbolic)
    throw UserError("", "the program was compiled without weights: it can only be timed");

  const SimulationScope scope;
  Environment environment(architecture_, options_.values, *buffers_);
  environment.progress = progress;
  OCTET_CHECK(!observer || options_.values, "steps that only take time leave nothing to observe");
  environment.step_observer = observer;
  environment.commands_in_all = program.commands.size();
  RunRecorder record(program.layers, options_.trace, options_.explain);
  const Chip chip("chip", {{environment, program, record, options_.stall_seed, options_.stand_ins}},
                  architecture_.memory, environment.clock, *dram_, options_.memory_stall_seed);
  const Core& core = chip.core(0);
  if (options_.values) {
    buffers_->poison();
    dram_->set_image(program.image);
    execute::write_input(program, input, *dram_);
  }
  sc_core::sc_start();
  environment.faults.rethrow();
  if (!core.scoreboard().run_over())
    throw MachineFault("deadlock: nothing can happen any more" + core.scoreboard().describe_waits());

  RunResult result;
  if (options_.values) result.output = execute::read_output(program, *dram_);
  result.cycles = environment.counters.cycles;
  result.counters = environment.counters;
  chip.dram().add_traffic(result.counters);
  result.layers = std::move(record.layers);
  result.trace = std::move(record.trace);
  result.array = record.array.take();
  result.stand_ins = core.stand_in_steps();
  return result;
}

const execute::ByteMemory& Platform::memory(program::Space space) const {
  return space == program::Space::dram ? *dram_ : buffers_->of(space).memory();
}

}  // namespace octet::hw
