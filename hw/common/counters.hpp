// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "models/core/quantity.hpp"
#include "models/program/command.hpp"
#include "models/program/geometry.hpp"
#include "models/program/step.hpp"

namespace octet::hw {

/// Why a unit with a request does nothing: the first of these, in this order, that blocks its lowest-index context.
/// `drain`: its next step is withheld until an unfinished one is over.
enum class StallCause : std::uint8_t { token, unit, port, bank, drain };
inline constexpr std::size_t kStallCauseCount = 5;
const char* name(StallCause cause);

/// Every cycle of the run is in exactly one of these.
struct UnitCounters {
  Cycles busy, idle;
  std::array<Cycles, kStallCauseCount> stalled;  ///< by StallCause
  std::uint64_t steps = 0;

  Cycles total() const;
  friend bool operator==(const UnitCounters&, const UnitCounters&) = default;
};

/// Traffic of one memory. A word is what one bank delivers a cycle: R lanes of the activation buffer, C of the weight
/// buffer, R accumulators, 16 bytes of parameters, one beat of DRAM.
struct MemoryCounters {
  Bytes read, written;
  std::uint64_t words_read = 0, words_written = 0;

  friend bool operator==(const MemoryCounters&, const MemoryCounters&) = default;
};

/// What the steps of one opcode did. An element is a valid one of the result (softmax, layernorm: of the input, once
/// for all passes over it); a load's or store's is a byte.
struct OperationCounters {
  std::uint64_t steps = 0, rows = 0, elements = 0;

  friend bool operator==(const OperationCounters&, const OperationCounters&) = default;
};

/// Integer events of one run; reports multiply them by tables. Padding lanes count as bytes: the words move whole.
struct Counters {
  Cycles cycles;
  std::array<UnitCounters, kUnitCount> units;                       ///< by UnitId
  std::array<MemoryCounters, program::kSpaceCount> memories;        ///< by program::Space
  Macs macs_8x8;                                                    ///< valid products, no padding
  Macs mac_slots;                                                   ///< products the array computes, padding included
  std::uint64_t drained_columns = 0;                                ///< columns of sums shifted out of the array
  std::array<OperationCounters, program::kOpcodeCount> operations;  ///< by program::Opcode
  std::uint64_t bursts = 0;
  std::uint64_t activations = 0;  ///< rows that the memory opened
  std::uint64_t commands = 0;

  const UnitCounters& unit(UnitId id) const { return units[static_cast<std::size_t>(id)]; }
  const OperationCounters& operation(program::Opcode opcode) const {
    return operations[static_cast<std::size_t>(opcode)];
  }
  const MemoryCounters& memory(program::Space space) const { return memories[static_cast<std::size_t>(space)]; }
  /// Adds the on-chip and DRAM traffic, the products and the operations of one step. Operands that a unit passes over
  /// more than once (once a column tile, a pass, a group of rows: machine::Times) count as often as they are read.
  void add_step(const program::Command& command, const program::Step& step, const program::Geometry& geometry,
                const arch::Lanes& lanes);
  friend bool operator==(const Counters&, const Counters&) = default;
};

}  // namespace octet::hw
