// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/execute/byte_memory.hpp"
#include "models/program/geometry.hpp"
#include "models/program/step.hpp"

namespace octet::execute {

/// Where a step's operand bytes come from: the interpreter's memories, or the SystemC buffers and the bus.
class MemoryReader {
 public:
  virtual ~MemoryReader() = default;
  /// `count` runs of `run` bytes, `stride` bytes apart: where they lie until the next write (longer where they are
  /// lasting), or packed in `room`.
  /// Faults on bytes outside or never written.
  virtual Runs read_strided(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                            std::uint64_t count, RawBytes& room) = 0;
  /// As ByteMemory::version: what was read and prepared for a version need not be read again. 0 promises nothing.
  virtual std::uint64_t version(program::Space, std::uint64_t /*address*/, std::uint64_t /*bytes*/) { return 0; }
};

/// A result of a step: `count` runs of `run` bytes, `stride` bytes apart; packed in `data`, or where a load found them,
/// if they are lasting.
struct Write {
  program::Space space = program::Space::dram;
  std::uint64_t address = 0, run = 0, stride = 0, count = 0;
  RawBytes data;
  Runs found = {};  ///< null: they are in `data`

  Runs source() const { return found.data != nullptr ? found : Runs{data.data(), run}; }
};

/// What one step computes: reads operand bytes through their layouts (valid lanes only), calls the golden kernels,
/// returns the bytes to write. No time, no tokens. Loads and stores move bytes between layouts.
std::vector<Write> operate(const program::Command& command, const program::Step& step,
                           const program::Geometry& geometry, MemoryReader& memory);

}  // namespace octet::execute
