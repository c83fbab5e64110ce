// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/cosim/axi4_ports.hpp"
#include "hw/cosim/axi4_rules.hpp"
#include "hw/memory/devices/memory_model.hpp"
#include "models/execute/byte_memory.hpp"

namespace octet::rtl {

/// The AXI4 slave behind the gates: bytes from a ByteMemory, cycles of every handshake from the memory model that
/// SystemC drives too. Throws `MachineFault` when the gates break a rule of AXI4 (Axi4Rules), leave an answer waiting,
/// or read bytes never written. Bursts outside the memory are answered with a decode error.
class Axi4Memory {
 public:
  /// A `stall_seed` other than 0 draws random stalls (hw::StallingMemory). Throws `UserError` when the model lacks a
  /// port or has one of another width.
  Axi4Memory(const arch::Memory& memory, execute::ByteMemory& dram, const RtlModel& model,
             std::uint64_t stall_seed = 0);

  /// Before cycle `cycle` is evaluated: puts the answers of this cycle on the port, and takes whatever will be offered.
  void drive(std::uint64_t cycle);
  /// After it was evaluated: true if an offer is not to be taken, so the cycle must be evaluated once more.
  bool refuses(std::uint64_t cycle);
  /// After the last evaluation of the cycle: checks the rules, moves the bytes.
  void sample(std::uint64_t cycle);

  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_written() const { return bytes_written_; }
  /// Rows of the memory that were activated.
  std::uint64_t rows_opened() const { return rows_opened_; }

 private:
  /// A burst that was taken.
  struct Taken {
    std::uint64_t next_beat;  ///< cycle of its next beat on the data bus; for writes, of the answer
    std::uint64_t bus_beat;   ///< number of that beat, of all beats
    std::uint64_t beats;      ///< left on the data bus; 1 for writes
    std::uint64_t place;      ///< address of its next byte
    std::uint64_t end;
    bool is_write, inside;
  };
  struct WriteBeat {
    std::vector<std::uint8_t> data, strobes;
    bool last;
  };
  void offer(std::uint64_t cycle);
  void take_address(bool is_write);
  void take_write_beat(std::uint64_t cycle);
  void write_beats();

  std::uint32_t beat_bytes_;
  execute::ByteMemory& dram_;
  Axi4Ports ports_;
  Axi4Rules rules_;
  std::unique_ptr<hw::MemoryModel> timing_;
  // The burst that is offered or being sent.
  bool offered_ = false;     ///< its address waits
  hw::BurstTiming present_;  ///< of it
  std::uint64_t present_beats_ = 0;
  std::uint64_t data_left_ = 0;    ///< write beats not yet taken
  std::uint64_t next_data_ = 0;    ///< cycle in which the next one is taken
  std::uint64_t write_beats_ = 0;  ///< taken so far, of all bursts
  std::uint64_t bus_beats_ = 0;    ///< submitted so far, of all bursts
  std::deque<Taken> answers_;      ///< in the order of their answers
  std::deque<Taken> writes_;       ///< taken addresses of writes whose data are not all there
  std::deque<WriteBeat> beats_;    ///< taken write beats whose address is not there
  bool answering_ = false;
  std::uint64_t bytes_read_ = 0, bytes_written_ = 0, rows_opened_ = 0;
};

}  // namespace octet::rtl
