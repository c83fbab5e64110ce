// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "hw/cosim/model_store.hpp"
#include "hw/cosim/rtl_model.hpp"
#include "models/execute/byte_memory.hpp"
#include "models/program/step.hpp"

namespace octet::rtl {

/// The units whose gates can stand in the SystemC platform: all that compute.
std::vector<hw::UnitId> gated_units();

/// The module of a unit with the sizes of an architecture. Throws `UserError` for a unit that has no gates of its own,
/// and for sizes that the gates cannot be.
ModelRequest unit_request(const arch::Architecture& architecture, hw::UnitId unit);

/// The gates of one unit: a model made as `unit_request` says, but for what is the user's.
struct UnitGates {
  std::filesystem::path library;
  std::optional<std::filesystem::path> waves = std::nullopt;  ///< FST file; the model must be built with waves
  PortLog* log = nullptr;                                     ///< where ports are recorded from reset on, if anywhere
};

/// What a unit tells the scoreboard in a cycle.
struct UnitPulses {
  bool release = false;  ///< last cycle of the occupancy
  bool finish = false;   ///< last cycle of the oldest unfinished step
};

/// What a step of softmax leaves out. No program says so today: `start` without one takes all columns.
struct SoftmaxMask {
  std::uint32_t keys = 0;  ///< that take part, at most the columns
  bool causal = false;     ///< of these only the first position + row + 1
  std::uint32_t position = 0;
};

/// A Verilated unit whose buffer ports are wired to byte memories as octet_datapath.sv and octet_vector_units.sv wire
/// them to the buffers. Knows cycles, not time. A byte never written reads as noise: whoever starts a step has checked
/// its operands.
class RtlUnit {
 public:
  /// The memories by `program::Space`; dram is not looked at. Throws `UserError` when the model lacks a
  /// port or has one of another width.
  RtlUnit(hw::UnitId unit, const UnitGates& gates,
          const std::array<execute::ByteMemory*, program::kSpaceCount>& memories);

  /// The step is granted in the cycle that `evaluate` is next called for.
  void start(const program::Command& command, const program::Step& step,
             const std::optional<SoftmaxMask>& mask = std::nullopt);
  /// Settles a cycle: operand bytes in, pulses out. What the unit writes waits for the end of the cycle.
  UnitPulses evaluate();
  /// The rising edge that ends the cycle: result bytes become visible. Throws `MachineFault` when one lies outside its
  /// buffer.
  void end_cycle();
  /// The fields of the step hold these bits, until the next start: a unit has taken what it needs. Not in its cycle.
  void put_noise(std::uint64_t bits);
  /// Forgets every step, in two cycles that write nothing.
  void reset() { model_.reset(); }
  /// Bytes written so far.
  std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  struct Read {
    RtlPort address, data;
    execute::ByteMemory* memory;
    std::size_t bytes;
  };
  struct Write {
    RtlPort address, strobe, data;
    execute::ByteMemory* memory;
    std::size_t lanes, lane_bytes;  ///< a strobe bit stands for `lane_bytes`
  };
  void add_read(const std::string& port, program::Space space, std::size_t bytes);
  void add_write(const std::string& port, const std::string& strobe, program::Space space, std::size_t lanes,
                 std::size_t lane_bytes);
  void set(const char* port, std::uint64_t value, std::size_t bits);
  void set_operands(const program::Command& command, const program::Step& step,
                    const std::optional<SoftmaxMask>& mask = std::nullopt);
  void apply(const Write& write);

  hw::UnitId unit_;
  std::array<execute::ByteMemory*, program::kSpaceCount> memories_;
  RtlModel model_;
  RtlPort start_, finish_;
  std::optional<RtlPort> release_, valid_;  ///< matmul has these
  std::vector<Read> reads_;
  std::vector<Write> writes_;
  std::map<std::string, RtlPort> fields_;  ///< of a step, by name
  std::uint64_t bytes_written_ = 0;
};

}  // namespace octet::rtl
