// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/program/byte_memory.hpp"
#include "models/program/program.hpp"

namespace octet::program {

/// Writes a matrix where the program expects its input (token major). Throws `UserError` when shape or range do not
/// fit.
void write_input(const Program& program, const Matrix<std::int16_t>& input, ByteMemory& dram);

/// Reads the program's output matrix. Throws `MachineFault` when some of it was never written.
Matrix<std::int16_t> read_output(const Program& program, const ByteMemory& dram);

/// Runs programs on byte memories without time: any step whose tokens are there may go; the order does not matter for a
/// program that passes `verify`, and `seed` picks one (0: lowest context first).
class Interpreter {
 public:
  /// `program` must outlive the interpreter. Throws `UserError` for a symbolic program: it has no weights.
  explicit Interpreter(const Program& program);

  /// One inference from poisoned buffers. Throws `MachineFault` on deadlock, poison, or an address outside, naming
  /// command and step. `progress` counts commands.
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, std::uint64_t seed = 0, const Progress& progress = {});
  /// What the last run left.
  const ByteMemory& memory(Space space) const;

 private:
  void execute(std::uint32_t command, std::uint64_t index);
  ByteMemory& memory(Space space);

  const Program& program_;
  ByteMemory dram_, activation_, weight_, accumulator_, parameter_;
};

}  // namespace octet::program
