// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/common/unit_id.hpp"
#include "models/execute/byte_memory.hpp"
#include "models/program/program.hpp"
#include "models/program/step.hpp"

namespace octet::crosscheck {

/// One integer that is compared between views, and where it lies.
struct Element {
  enum class Of : std::uint8_t {
    result,  ///< operand d of a step
    scale,   ///< operand p of a step: column 0 the multiplier of a row, column 1 its shift
    output   ///< the program's output matrix
  } of = Of::output;
  std::uint32_t command = 0, step = 0;  ///< not of an output
  std::uint32_t row = 0, column = 0;
  program::Space space = program::Space::dram;
  std::uint64_t address = 0;  ///< byte
  std::uint8_t bytes = 1;
  bool is_signed = true;
};

/// Everything that the steps of `unit` write, by command, step, operand, column and row: padding lanes are not among
/// it. For programs in which nobody overwrites it.
std::vector<Element> results_of(const program::Program& program, hw::UnitId unit);

/// What one step writes, the same; `command` is what the elements say.
std::vector<Element> results_of(const program::Command& command, const program::Step& step, std::uint32_t lanes,
                                std::uint32_t index);

/// The program's output matrix, row by row.
std::vector<Element> output_of(const program::Program& program);

/// Its values in the memories of one view. Throws `MachineFault` for a byte that was never written.
std::vector<std::int64_t> read(const std::vector<Element>& elements,
                               const std::function<const execute::ByteMemory&(program::Space)>& memory);

/// "operand d of command 4 step 1, row 2, column 3: activation buffer byte 0x1a0".
std::string describe(const Element& element);

}  // namespace octet::crosscheck
