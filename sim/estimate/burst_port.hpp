// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/memory/transfer.hpp"
#include "sim/estimate/fingerprint.hpp"

namespace octet::sim::estimation {

/// The memory port on a memory with a closed form (docs/machine.md, "Memory port"): the recurrence over bursts, of
/// which only those up to the first repetition are walked. A transfer is a repetition of equal parts (bursts of a row,
/// rows, transposed blocks); as soon as the state after a part equals an earlier one but for a shift in time, all
/// further parts follow by multiplication. So a transfer costs about `outstanding` bursts, however long it is.
class BurstPort {
 public:
  /// A broken invariant for a memory without.
  explicit BurstPort(const arch::Memory& memory);

  /// Issues the whole transfer granted in cycle `granted`, after the occupancy of the one before.
  StepEnd schedule(const hw::Transfer& transfer, Cycle granted, hw::Transposer& transposer);

  /// Bursts still under way.
  void describe(Fingerprint& print) const;

 private:
  /// What decides the future of the port: all of it moves with time.
  struct State {
    std::vector<Cycle> finished;  ///< oldest first: first cycle in which each of the last `outstanding` bursts is over
    Cycle next_issue = 0;
    std::array<Cycle, 3> others{};  ///< of the transfer: what its blocks wait for
    std::uint64_t parts = 0;        ///< done so far
  };
  using Moving = std::span<Cycle* const>;  ///< cycles outside the port that move with it

  void issue(std::uint64_t beats, bool is_write);
  /// Parts whose bursts all have the same beats, because addresses advance by `stride`.
  bool uniform(std::uint64_t stride) const { return stride % beat_bytes_ == 0; }
  /// A row of a block may be cut at the end of a page: it does not lie within a beat, nor the transfer within a page.
  bool may_be_cut(const hw::Transfer& transfer) const;
  /// The bursts of a run.
  void issue_run(std::uint64_t address, std::uint64_t bytes, bool is_write);
  /// `rows` bursts of `bytes`, `pitch` apart, the first not before `earliest`; returns the last cycle of the last one
  /// on the port.
  Cycle burst_column(const hw::Transfer& transfer, std::uint64_t address, std::uint64_t rows, std::uint64_t bytes,
                     Cycle earliest);
  void rows_of_bursts(const hw::Transfer& transfer);
  void load_blocks(const hw::Transfer& transfer, Cycle granted, hw::Transposer& transposer);
  void store_blocks(const hw::Transfer& transfer, Cycle granted);
  template <class Block>
  void each_block(const hw::Transfer& transfer, Moving others, Block block);
  template <class Part>
  void repeat(std::uint64_t count, bool equal, Moving others, Part part);
  void save(State& state, Moving others, std::uint64_t parts) const;
  bool repeats(const State& state, Moving others) const;
  void shift(Cycle by, Moving others);

  std::uint32_t beat_bytes_, burst_bytes_;
  std::uint64_t latency_ = 0;
  bool one_block_;               ///< a transposer fills and empties the same block
  std::vector<Cycle> finished_;  ///< ring
  std::size_t oldest_ = 0;
  Cycle next_issue_ = 0;  ///< first cycle in which the port may issue
  Cycle bus_free_ = 0;    ///< first cycle after the last beat so far
  Cycle completion_ = 0;
  std::array<State, 3> kept_;  ///< by depth of repetitions in repetitions
  std::size_t depth_ = 0;
};

}  // namespace octet::sim::estimation
