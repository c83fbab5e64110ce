// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/rtl_accelerator.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "hw/arch/resolve.hpp"
#include "hw/cosim/axi4_memory.hpp"
#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "models/execute/interpreter.hpp"
#include "models/program/access.hpp"
#include "models/program/step.hpp"

namespace octet::rtl {
namespace {

/// Between two calls of `progress`: some milliseconds.
constexpr std::uint64_t kReportCycles = 64;

/// Rows or columns of an array in gates, at most, and what they are a multiple of.
constexpr std::uint64_t kMostOfArray = 64, kArrayUnit = 4;

/// Near sizes that gates may have: with the lanes and buffers of this machine if there are any.
std::string near_array_size(const arch::Architecture& a, const std::string& what, std::uint64_t got) {
  const auto has_gates = [](std::uint64_t size) { return size % kArrayUnit == 0; };
  const std::string fits = did_you_mean_number(got, kArrayUnit, kMostOfArray, [&](std::uint64_t size) {
    try {
      if (has_gates(size)) arch::with_override(a, "array." + what + "=" + std::to_string(size));
      return has_gates(size);
    } catch (const UserError&) {
      return false;
    }
  });
  return fits.empty() ? did_you_mean_number(got, kArrayUnit, kMostOfArray, has_gates) : fits;
}

/// Of a context's state.
constexpr std::size_t kStateBits = 3;
/// octet_machine_pkg::STATE_BUSY.
constexpr std::uint64_t kBusy = 1;

/// Counts a cycle of every unit from the states of its contexts: busy if one is, else the first that is not idle.
void count(std::array<UnitCycles, kUnits>& units, RtlPort states) {
  // In the order of octet_machine_pkg::STATE_*, whose contexts share units as octet_machine_pkg::UNIT_OF_CONTEXT says.
  constexpr std::uint64_t UnitCycles::*kStates[] = {
      &UnitCycles::idle, &UnitCycles::busy,  &UnitCycles::token, &UnitCycles::unit, &UnitCycles::port,
      &UnitCycles::bank, &UnitCycles::drain, &UnitCycles::idle};  // a unit that is granted a step is not busy yet, and
                                                                  // not stalled
  constexpr std::uint64_t kIdle = 0;
  std::array<std::uint64_t, kUnits> of_unit{};
  for (std::size_t i = 0; i < machine::kGatedContextCount; ++i) {
    const std::uint64_t state = states.bits(kStateBits * i, kStateBits);
    OCTET_CHECK(state < std::size(kStates), "state of a context is defined");
    std::uint64_t& now = of_unit[static_cast<std::size_t>(machine::kContexts[i].unit)];
    if (state == kBusy || now == kIdle) now = state;
  }
  for (std::size_t unit = 0; unit < kUnits; ++unit) ++(units[unit].*kStates[of_unit[unit]]);
}

/// Tells of steps by the states of their contexts: a step of a context that computes into the activation buffer is over
/// in the first cycle in which the context is not busy any more, and what it wrote is there from then on. (Matrix
/// products and transfers release their units before they are over: nobody asks for them.)
class StepWatch {
 public:
  StepWatch(const RtlModel& model, const execute::StepObserver& observer) : observer_(observer) {
    if (!observer) return;
    bytes_ = model.memory(kActivations);
    read_ = [this](std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                   std::span<std::uint8_t> out) {
      for (std::uint64_t i = 0; i < count; ++i)
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(address + i * stride), run,
                    out.begin() + static_cast<std::ptrdiff_t>(i * run));
    };
  }
  StepWatch(const StepWatch&) = delete;
  StepWatch& operator=(const StepWatch&) = delete;

  /// Once a cycle, settled.
  void look(RtlPort states) {
    if (!observer_) return;
    for (std::size_t i = kFirst; i < machine::kGatedContextCount; ++i) {
      const bool is_busy = states.bits(kStateBits * i, kStateBits) == kBusy;
      if (was_busy_[i] && !is_busy) observer_(static_cast<program::Context>(i), read_);
      was_busy_[i] = is_busy;
    }
  }

 private:
  static constexpr const char* kActivations = "i_datapath.i_activation.bytes_q";
  static constexpr std::size_t kFirst = static_cast<std::size_t>(program::Context::requantizer_a);

  const execute::StepObserver& observer_;
  std::span<const std::uint8_t> bytes_;
  execute::ReadActivations read_;
  std::array<bool, machine::kGatedContextCount> was_busy_{};
};

/// Padding lanes of panels in DRAM cross the port with the others, and nobody writes them (docs/machine.md, "Layouts"):
/// they hold noise from the start, so that every other byte that is read without having been written is still a fault.
void fill_padding(const program::Program& program, execute::ByteMemory& dram) {
  constexpr std::uint8_t kNoise = 0xA5;
  std::vector<std::uint8_t> zeros, ones;  // a byte never written is looked up as either
  for (const program::Command& command : program.commands)
    for (std::uint64_t i = 0; i < program::step_count(command); ++i)
      for (const program::Footprint& footprint :
           program::footprints(command, program::step_at(command, i), program.geometry)) {
        if (footprint.space != program::Space::dram || !footprint.is_write || footprint.edge >= footprint.bytes)
          continue;
        if (footprint.address >= dram.bytes()) continue;
        zeros.resize(std::min(footprint.bytes, dram.bytes() - footprint.address));
        ones.resize(zeros.size());
        dram.peek(footprint.address, zeros, 0);
        dram.peek(footprint.address, ones, 1);
        for (std::uint64_t at = footprint.edge; at < zeros.size(); ++at)
          if (!footprint.has_valid(at, at + 1) && zeros[at] != ones[at])
            dram.write(footprint.address + at, {&kNoise, 1});
      }
}

}  // namespace

ModelRequest accelerator_request(const arch::Architecture& a) {
  std::vector<Diagnostic> problems;
  ModelRequest out{"octet_accelerator", {}, std::nullopt};
  const auto add = [&](const std::string& name, std::uint64_t value) { out.parameters[name] = value; };
  const auto array_size = [&](const char* what, std::uint32_t value) {
    if (value % kArrayUnit != 0 || value > kMostOfArray)
      problems.push_back({a.name, std::string("array.") + what + ": the gates want a multiple of 4 up to 64, got " +
                                      std::to_string(value) + near_array_size(a, what, value)});
  };
  const auto buffer = [&](const std::string& name, const arch::Buffer& b) {
    add(name + "_BYTES", b.bytes);
    add(name + "_BANKS", b.banks);
    add(name + "_DUAL_PORT", b.dual_port ? 1 : 0);
  };
  array_size("rows", a.rows);
  array_size("columns", a.columns);
  for (const machine::LanesKey& key : machine::kLanes) {
    const machine::UnitKindRow& row = machine::row(key.kind);
    for (const machine::Parameter& it : row.parameters)
      if (std::string_view(it.unit) == "LANES") add(it.accelerator, a.lanes.*key.member);
  }
  buffer("ACTIVATION", a.buffers.activation);
  buffer("WEIGHT", a.buffers.weight);
  buffer("ACCUMULATOR", a.buffers.accumulator);
  buffer("PARAMETER", a.buffers.parameter);
  if (!problems.empty()) throw UserError(problems);
  add("ROWS", a.rows);
  add("COLUMNS", a.columns);
  add("MULTIPLIER_BITS", static_cast<std::uint64_t>(a.numerics.multiplier_bits_max));
  add("SHADOW", a.shadow_accumulators ? 1 : 0);
  add("QUEUE_DEPTH", a.queue_depth);
  add("FETCH_DEPTH", a.fetch_depth);
  add("TRANSPOSER_BLOCKS", a.memory.transposer_blocks);
  add("DMA_IN_FLIGHT", a.dma_in_flight);
  add("BEAT_BYTES", a.memory.beat_bytes);
  add("BURST_BYTES", a.memory.burst_bytes);
  add("OUTSTANDING", a.memory.outstanding);
  return out;
}

RtlAccelerator::RtlAccelerator(const arch::Architecture& architecture,
                               const std::function<void(const std::string&)>& tell)
    : RtlAccelerator(architecture, provide_model(accelerator_request(architecture), tell)) {}

RtlAccelerator::RtlAccelerator(const arch::Architecture& architecture, std::filesystem::path library)
    : architecture_(architecture), library_(std::move(library)) {}

RtlResult RtlAccelerator::run(const program::Program& program, const Matrix<std::int16_t>& input, std::uint64_t seed,
                              std::uint64_t cycle_limit, const Progress& progress, std::uint64_t memory_stall_seed) {
  execute::ByteMemory dram("dram", program.geometry.dram_bytes);
  dram.write(0, program.image);
  execute::write_input(program, input, dram);
  fill_padding(program, dram);

  RtlModel model(library_, seed);
  if (waves_) model.write_waves(*waves_);
  Axi4Memory memory(architecture_.memory, dram, model, memory_stall_seed);
  const RtlPort done = model.port("done_o", 1), unsupported = model.port("unsupported_o", 1),
                state = model.port("state_o", kStateBits * machine::kGatedContextCount),
                memory_error = model.port("memory_error_o", 1), start = model.port("start_i", 1);
  StepWatch watch(model, observer_);
  model.port("program_base_i", kAxi4AddressBits).set(program.program_base);
  model.port("command_count_i", 32).set(program.commands.size());
  model.reset();
  start.set(1);

  RtlResult result;
  for (std::uint64_t cycle = 0;; ++cycle) {
    if (cycle == cycle_limit) throw MachineFault("rtl: the run is not over after " + std::to_string(cycle) + " cycles");
    if (cycle % kReportCycles == 0) tell(progress, cycle, cycle_limit);
    memory.drive(cycle);
    model.evaluate();
    if (memory.refuses(cycle)) model.evaluate();
    if (memory_error.get() != 0)
      throw MachineFault("rtl: the memory answered a burst with an error before cycle " + std::to_string(cycle));
    if (unsupported.get() != 0)
      throw MachineFault("rtl: a command before cycle " + std::to_string(cycle) +
                         " is none of its context, or moves elements the gates do not have");
    watch.look(state);
    if (done.get() != 0) {
      result.cycles = Cycles(cycle);
      break;
    }
    memory.sample(cycle);
    count(result.units, state);
    model.clock();
  }
  result.read = Bytes(memory.bytes_read());
  result.written = Bytes(memory.bytes_written());
  result.rows_opened = memory.rows_opened();
  result.output = execute::read_output(program, dram);
  return result;
}

}  // namespace octet::rtl
