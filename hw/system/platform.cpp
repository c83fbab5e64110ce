// SPDX-License-Identifier: Apache-2.0
#include "hw/system/platform.hpp"

#include "hw/system/accelerator.hpp"
#include "hw/system/simulation_scope.hpp"
#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"

namespace octet::hw {

Platform::Platform(const arch::Architecture& architecture, Options options)
    : architecture_(architecture), options_(std::move(options)), memories_(std::make_unique<Memories>(architecture)) {
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
  Environment environment(architecture_, options_.values, options_.memory_stall_seed, *memories_);
  environment.progress = progress;
  OCTET_CHECK(!observer || options_.values, "steps that only take time leave nothing to observe");
  environment.step_observer = observer;
  environment.commands_in_all = program.commands.size();
  RunRecorder record(program.layers, options_.trace, options_.explain);
  Accelerator accelerator("accelerator", environment, program, record, options_.stall_seed, options_.stand_ins);
  if (options_.values) {
    memories_->reset(program.image);
    execute::write_input(program, input, memories_->dram);
  }
  sc_core::sc_start();
  environment.faults.rethrow();
  if (!accelerator.scoreboard().run_over())
    throw MachineFault("deadlock: nothing can happen any more" + accelerator.scoreboard().describe_waits());

  RunResult result;
  if (options_.values) result.output = execute::read_output(program, memories_->dram);
  result.cycles = environment.counters.cycles;
  result.counters = environment.counters;
  result.layers = std::move(record.layers);
  result.trace = std::move(record.trace);
  result.array = record.array.take();
  result.stand_ins = accelerator.stand_in_steps();
  return result;
}

const execute::ByteMemory& Platform::memory(program::Space space) const {
  return space == program::Space::dram ? memories_->dram : memories_->buffers.of(space).memory();
}

}  // namespace octet::hw
