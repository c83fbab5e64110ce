// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/execute/byte_memory.hpp"
#include "models/program/program.hpp"

namespace octet::execute {

/// Writes a matrix where the program expects its input (token major). Throws `UserError` when shape or range do not
/// fit.
void write_input(const program::Program& program, const Matrix<std::int16_t>& input, ByteMemory& dram);

/// Reads the program's output matrix. Throws `MachineFault` when some of it was never written.
Matrix<std::int16_t> read_output(const program::Program& program, const ByteMemory& dram);

/// Runs programs on byte memories without time: any step whose tokens are there may go; the order does not matter for a
/// program that passes `verify`, and `seed` picks one (0: lowest context first).
class Interpreter {
 public:
  /// `program` must outlive the interpreter. Throws `UserError` for a symbolic program: it has no weights.
  explicit Interpreter(const program::Program& program);

  /// One inference from poisoned buffers. Throws `MachineFault` on deadlock, poison, or an address outside, naming
  /// command and step. `progress` counts commands.
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, std::uint64_t seed = 0, const Progress& progress = {});
  /// What the last run left.
  const ByteMemory& memory(program::Space space) const;

 private:
  void execute(std::uint32_t command, std::uint64_t index);
  ByteMemory& memory(program::Space space);

  const program::Program& program_;
  ByteMemory dram_, activation_, weight_, accumulator_, parameter_;
};

}  // namespace octet::execute
