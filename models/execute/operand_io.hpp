// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/execute/operate.hpp"

// How one step's operands are gathered from and scattered to panels: shared by the files of operate().
namespace octet::execute {

/// A tile on chip: `words` words of `lanes` lanes, of which the first `valid` count, `element_bytes` a lane.
struct Panel {
  std::uint64_t address = 0, words = 0, valid = 0, lanes = 0, element_bytes = 1;

  std::uint64_t run() const { return valid * element_bytes; }
  std::uint64_t stride() const { return lanes * element_bytes; }
};

/// An operand where it lies: `count` words of `run` bytes, `stride` bytes apart. Valid until the step writes.
class Words {
 public:
  Words(MemoryReader& memory, program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
        std::uint64_t count);
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  const std::uint8_t* data() const { return data_; }
  std::uint64_t stride() const { return stride_; }
  /// Copies the words next to each other.
  void pack();
  /// All words packed, as integers of T: copied where they are not packed and aligned already.
  template <class T>
  std::span<const T> as();
  /// What writes all words, the step's result, to other places: run i from word i.
  Write to(program::Space space, std::uint64_t address, std::uint64_t stride);

 private:
  std::uint64_t run_, count_;
  RawBytes room_;
  const std::uint8_t* data_;
  std::uint64_t stride_;
  bool lasting_;
};

/// The valid lanes of the panel.
Words read_panel(MemoryReader& memory, program::Space space, const Panel& panel);

/// Contiguous bytes.
Words read_bytes(MemoryReader& memory, program::Space space, std::uint64_t address, std::uint64_t count);

/// Packed valid lanes, element (word, lane) at word * valid + lane, to a panel.
Write write_panel(program::Space space, const Panel& panel, RawBytes data);

/// Runs packed in `data`; `run` and `stride` in bytes. Adjoining runs become one.
Write write_runs(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                 std::uint64_t count, RawBytes data);

/// Signed bytes as 16-bit integers.
RawVector<std::int16_t> widen(std::span<const std::int8_t> data);

/// The low bytes of 16-bit integers, 1 or 2 an element.
RawBytes narrow(const RawVector<std::int16_t>& values, std::uint64_t element_bytes);

/// Little-endian 32-bit word `index` of contiguous bytes.
std::uint32_t word32(const Words& data, std::size_t index);

/// A scale from two 32-bit words; faults on a shift beyond 62.
DyadicScale scale_from(std::uint32_t multiplier, std::uint32_t shift);

/// A scale as it lies in memory, and as scale_from() reads it: multiplier, then shift, each a little-endian word.
inline constexpr std::size_t kScaleBytes = 8;
/// Writes the scale's kScaleBytes to `out`.
void put_scale(std::uint8_t* out, const DyadicScale& scale);

/// What a step of a kind of unit computes; instantiated by operate_<unit>.cpp alone (unit_step.hpp).
template <machine::UnitKind kKind>
std::vector<Write> operate_unit(const program::Command& command, const program::Step& step,
                                const program::Geometry& geometry, MemoryReader& memory);

}  // namespace octet::execute
