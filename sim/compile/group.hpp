// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/graph/model.hpp"
#include "models/program/program.hpp"

namespace octet::arch {
struct Architecture;
}

namespace octet::sim {

/// Index in `Plan::regions`.
using RegionId = int;
inline constexpr RegionId kNoRegion = -1;

struct Region;

/// Writes what a DRAM region holds before the run over its zeros. A model of values: it has weights.
using Fill = void (*)(std::uint8_t* out, const Region& region, const graph::Model& model,
                      const arch::Architecture& architecture);

/// A piece of one memory that commands refer to before its address is known.
struct Region {
  program::Space space = program::Space::dram;
  std::uint64_t slot_bytes = 0;
  std::uint32_t slots = 1;  ///< of a ring: the placement may take some away
  int first_group = 0, last_group = 0;
  int node = 0;               ///< for whom, in messages
  graph::ValueId value = -1;  ///< on chip: the tensor that lives here, -1 for scratch
  Fill fill = nullptr;        ///< of the image; else the host or commands write it
  std::uint64_t address = 0;  ///< set by the placement

  std::uint64_t bytes() const { return slot_bytes * slots; }
};

/// An operand whose base is relative to a region. In a ring, slots and bytes a slot come from the region.
struct Place {
  RegionId region = kNoRegion;
  program::Operand operand;
};

/// A command before its regions have addresses.
struct Draft {
  program::Command command;
  RegionId a = kNoRegion, b = kNoRegion, p = kNoRegion, d = kNoRegion;
};

/// Commands that run in lockstep over one (count0, count1) space. Its meaning is sequential: for every i0, every i1,
/// every command in order; a command with count0 (count1) 1 takes part at i0 (i1) 0 only. Tokens are derived from this
/// meaning.
struct Group {
  std::vector<Draft> drafts;
};

/// A model lowered to groups; addresses and tokens are missing.
struct Plan {
  std::vector<Region> regions;
  std::vector<Group> groups;
  RegionId input = kNoRegion, output = kNoRegion;  ///< token major in DRAM
  std::uint32_t input_pitch = 0, output_pitch = 0;
  std::vector<std::size_t> order;  ///< nodes as they run
};

}  // namespace octet::sim
