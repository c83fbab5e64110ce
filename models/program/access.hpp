// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/program/geometry.hpp"
#include "models/program/step.hpp"

namespace octet::program {

/// A contiguous range of bytes a step may touch. Ranges include the padding lanes of edge panels.
struct Access {
  Space space = Space::dram;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  bool is_write = false;

  friend bool operator==(const Access&, const Access&) = default;
};

/// Appends every range the step reads and writes, as docs/machine.md lists them. Does not check that they lie inside a memory.
void append_accesses(const Command& command, const Step& step, const Geometry& geometry, std::vector<Access>& out);

}  // namespace octet::program
