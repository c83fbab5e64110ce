// SPDX-License-Identifier: Apache-2.0
#include "models/execute/interpreter.hpp"

#include <string>
#include <utility>
#include <vector>

#include "models/core/error.hpp"
#include "models/core/splitmix.hpp"
#include "models/execute/operate.hpp"
#include "models/program/untimed_run.hpp"

namespace octet::execute {

using namespace program;
namespace {

/// Index of a ready context, or kContextCount when none is.
std::size_t pick(const UntimedRun& run, std::uint64_t seed, SplitMix& random) {
  const std::size_t start = seed == 0 ? 0 : random.next() % kContextCount;
  for (std::size_t i = 0; i < kContextCount; ++i)
    if (run.ready((start + i) % kContextCount)) return (start + i) % kContextCount;
  return kContextCount;
}

std::int64_t lowest(const HostMatrix& m) { return m.is_unsigned ? 0 : m.element_bytes == 1 ? -128 : -32768; }
std::int64_t highest(const HostMatrix& m) { return m.is_unsigned ? 255 : m.element_bytes == 1 ? 127 : 32767; }

}  // namespace

void write_input(const Program& program, const Matrix<std::int16_t>& input, ByteMemory& dram) {
  const HostMatrix& m = program.input;
  if (input.rows() != m.rows || input.columns() != m.columns)
    throw UserError("input", "expected a matrix of " + std::to_string(m.rows) + " x " + std::to_string(m.columns) +
                                 ", got " + std::to_string(input.rows()) + " x " + std::to_string(input.columns()));
  std::vector<std::uint8_t> bytes;
  bytes.reserve(input.data().size() * m.element_bytes);
  for (std::size_t i = 0; i < input.data().size(); ++i) {
    const std::int16_t value = input.data()[i];
    if (value < lowest(m) || value > highest(m))
      throw UserError("input", "element (" + std::to_string(i / m.columns) + ", " + std::to_string(i % m.columns) +
                                   "): expected a value in [" + std::to_string(lowest(m)) + ", " +
                                   std::to_string(highest(m)) + "], got " + std::to_string(value));
    for (std::uint32_t byte = 0; byte < m.element_bytes; ++byte)
      bytes.push_back(static_cast<std::uint8_t>(value >> (8 * byte)));
  }
  dram.write_strided(m.address, std::uint64_t{m.columns} * m.element_bytes, m.pitch, m.rows, bytes);
}

Matrix<std::int16_t> read_output(const Program& program, const ByteMemory& dram) {
  const HostMatrix& m = program.output;
  std::vector<std::uint8_t> bytes(std::size_t{m.rows} * m.columns * m.element_bytes);
  dram.read_strided(m.address, std::uint64_t{m.columns} * m.element_bytes, m.pitch, m.rows, bytes);
  Matrix<std::int16_t> out(m.rows, m.columns);
  for (std::size_t i = 0; i < out.data().size(); ++i) {
    if (m.element_bytes == 2) {
      out.data()[i] = static_cast<std::int16_t>(bytes[2 * i] | (bytes[2 * i + 1] << 8));
    } else {
      out.data()[i] = m.is_unsigned ? std::int16_t{bytes[i]} : std::int16_t{static_cast<std::int8_t>(bytes[i])};
    }
  }
  return out;
}

Interpreter::Interpreter(const Program& program)
    : program_(program),
      dram_("dram", program.geometry.dram_bytes),
      activation_("activation buffer", program.geometry.buffers.activation.bytes),
      weight_("weight buffer", program.geometry.buffers.weight.bytes),
      accumulator_("accumulator buffer", program.geometry.buffers.accumulator.bytes),
      parameter_("parameter buffer", program.geometry.buffers.parameter.bytes) {
  if (program.symbolic)
    throw UserError(program.model, "the program is symbolic: compiled for timing only, it has no weights to run with");
  dram_.set_image(program.image);
}

const ByteMemory& Interpreter::memory(Space space) const {
  switch (space) {
    case Space::dram:
      return dram_;
    case Space::activation:
      return activation_;
    case Space::weight:
      return weight_;
    case Space::accumulator:
      return accumulator_;
    case Space::parameter:
      return parameter_;
  }
  OCTET_CHECK(false, "space is defined");
}

ByteMemory& Interpreter::memory(Space space) { return const_cast<ByteMemory&>(std::as_const(*this).memory(space)); }

void Interpreter::execute(std::uint32_t command, std::uint64_t index) {
  class Reader : public MemoryReader {
   public:
    explicit Reader(Interpreter& interpreter) : interpreter_(interpreter) {}
    Runs read_strided(Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                      RawBytes& room) override {
      return interpreter_.memory(space).view_strided(address, run, stride, count, room);
    }
    std::uint64_t version(Space space, std::uint64_t address, std::uint64_t bytes) override {
      return interpreter_.memory(space).version(address, bytes);
    }

   private:
    Interpreter& interpreter_;
  };
  Reader reader(*this);
  const Command& c = program_.commands[command];
  try {
    for (const Write& write : operate(c, step_at(c, index), program_.geometry, reader))
      memory(write.space).write_strided(write.address, write.run, write.stride, write.count, write.source());
  } catch (const MachineFault& fault) {
    throw MachineFault(place(program_.commands, command, index) + ": " + fault.what());
  }
}

Matrix<std::int16_t> Interpreter::run(const Matrix<std::int16_t>& input, std::uint64_t seed, const Progress& progress) {
  for (ByteMemory* each : {&dram_, &activation_, &weight_, &accumulator_, &parameter_}) each->poison();
  write_input(program_, input, dram_);
  UntimedRun control(program_.commands, program_.geometry.queue_depth);
  SplitMix random(seed);
  for (std::size_t context = pick(control, seed, random); context < kContextCount;
       context = pick(control, seed, random)) {
    tell(progress, control.retired(), program_.commands.size());
    execute(control.command(context), control.index(context));
    control.advance(context);
  }
  if (!control.done()) throw MachineFault("deadlock: " + control.blocked());
  return read_output(program_, dram_);
}

}  // namespace octet::execute
