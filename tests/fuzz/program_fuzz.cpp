// SPDX-License-Identifier: Apache-2.0
// Hostile programs: read, listed, verified; what `verify` accepts must run, to the same bits in the interpreter and in
// SystemC. The input is the file.
#include <algorithm>
#include <optional>

#include "hw/arch/resolve.hpp"
#include "hw/chip/platform.hpp"
#include "models/execute/interpreter.hpp"
#include "models/program/access.hpp"
#include "models/program/listing.hpp"
#include "models/prove/verify.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace octet::test {
namespace {

/// Beyond these a file is a long program, not a hostile one, and would only slow the fuzzer down.
constexpr std::uint64_t kMostRows = 100'000, kMostBytes = 10'000'000;

/// Rows that the steps of a program visit; saturates.
std::uint64_t rows(const program::Program& program) {
  std::uint64_t sum = std::uint64_t{program.input.rows} + program.output.rows;
  for (const program::Command& command : program.commands) {
    sum += program::step_count(command) * (1 + std::max(command.rows, command.rows_last));
    if (sum > kMostRows) return sum;
  }
  return sum;
}

/// Bytes and products that a verified program touches; saturates.
std::uint64_t work(const program::Program& program) {
  std::uint64_t sum = std::uint64_t{program.input.rows} * program.input.columns +
                      std::uint64_t{program.output.rows} * program.output.columns;
  for (const program::Command& command : program.commands)
    for (std::uint64_t index = 0; index < program::step_count(command) && sum <= kMostBytes; ++index) {
      const program::Step step = program::step_at(command, index);
      for (const program::Footprint& footprint : program::footprints(command, step, program.geometry))
        sum += footprint.bytes * footprint.count;
      if (command.opcode == program::Opcode::matmul)
        sum += std::uint64_t{step.rows} * std::min<std::uint64_t>(step.columns, kMostBytes) * command.depth;
    }
  return sum;
}

/// The machine a program's geometry asks for, or nothing when no architecture file could describe it.
std::optional<arch::Architecture> machine(const program::Geometry& geometry) {
  arch::Architecture it = arch::read_architecture("octet-16");
  const auto fit = [](arch::Buffer& buffer, const program::BufferGeometry& from) {
    buffer.bytes = from.bytes;
    buffer.banks = from.banks;
  };
  it.rows = geometry.rows;
  it.columns = geometry.columns;
  fit(it.buffers.activation, geometry.buffers.activation);
  fit(it.buffers.weight, geometry.buffers.weight);
  fit(it.buffers.accumulator, geometry.buffers.accumulator);
  fit(it.buffers.parameter, geometry.buffers.parameter);
  it.queue_depth = geometry.queue_depth;
  it.memory.bytes = geometry.dram_bytes;
  it.numerics.multiplier_bits_max = static_cast<int>(geometry.multiplier_bits);
  it.lanes = {1, 1, 1, 1, 1};
  try {
    std::vector<Diagnostic> faults;
    return arch::resolve(arch::parse_raw(arch::to_yaml(it), "fuzz", faults), faults);
  } catch (const UserError&) {
    return std::nullopt;
  }
}

template <class Run>
std::optional<Matrix<std::int16_t>> output_of(Run run) {
  std::optional<Matrix<std::int16_t>> output;
  expect_only_told_failures([&] { output = run(); });
  return output;
}

void run(const program::Program& program) {
  const Matrix<std::int16_t> input(program.input.rows, program.input.columns);
  const auto interpreted = output_of([&] { return execute::Interpreter(program).run(input); });
  const auto architecture = machine(program.geometry);
  if (!architecture) return;
  const auto simulated = output_of([&] { return hw::Platform(*architecture).run(program, input).output; });
  OCTET_CHECK(!interpreted || !simulated || interpreted->data() == simulated->data(),
              "the interpreter and SystemC disagree about a program that verify accepts");
}

}  // namespace
}  // namespace octet::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace octet;
  test::expect_only_told_failures([&] {
    const program::Program program = program::parse_program(test::text_of(data, size), "fuzz");
    program::listing(program);
    if (test::rows(program) > test::kMostRows || !prove::verify(program).empty()) return;
    if (!program.symbolic && test::work(program) <= test::kMostBytes) test::run(program);
  });
  return 0;
}
