// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/program/geometry.hpp"
#include "models/program/step.hpp"

namespace octet::machine {
struct OperandRow;
}

namespace octet::program {

/// A contiguous range of bytes a step may touch. Ranges include the padding lanes of edge panels.
struct Access {
  Space space = Space::dram;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  bool is_write = false;

  friend bool operator==(const Access&, const Access&) = default;
};

/// One operand of a step: `count` ranges of `bytes`, `pitch` apart (only DRAM operands have more than one), and which
/// bytes of a range are valid lanes: all before offset `edge`, and beyond it the first `edge_valid` of every
/// `edge_period` bytes.
struct Footprint {
  Space space = Space::dram;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  std::uint64_t count = 1;
  std::uint64_t pitch = 0;
  bool is_write = false;
  std::uint64_t edge = ~std::uint64_t{0}, edge_period = 1, edge_valid = 1;
  const machine::OperandRow* row = nullptr;  ///< what it is by the table of the machine

  /// Whether [begin, end), offsets from the start of a range, holds a valid lane.
  bool has_valid(std::uint64_t begin, std::uint64_t end) const;
  /// Bytes that move, of all ranges: strobes leave padding out of what goes to DRAM, everything else moves whole.
  std::uint64_t moved_bytes() const;
};

/// The operands of one step; at most four.
struct Footprints {
  Footprint items[4];
  std::size_t size = 0;

  const Footprint* begin() const { return items; }
  const Footprint* end() const { return items + size; }
};

/// The operands the step reads and writes, in the order of the table of the machine (models/machine). Does not check
/// that they lie inside a memory.
Footprints footprints(const Command& command, const Step& step, const Geometry& geometry);

/// Appends every range of every footprint.
void append_accesses(const Command& command, const Step& step, const Geometry& geometry, std::vector<Access>& out);

}  // namespace octet::program
