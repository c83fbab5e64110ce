// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "hw/cosim/rtl_unit.hpp"
#include "models/core/progress.hpp"
#include "models/execute/operate.hpp"
#include "sim/crosscheck/comparison.hpp"
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {

/// One step that the gates of a unit do alone, at any addresses of 32 bits and of any size that the unit's page allows,
/// whether or not the machine's buffers hold it. Who runs it chooses the addresses.
struct AloneStep {
  using Bytes = std::vector<std::uint8_t>;

  program::Command command;   ///< opcode, constants, widths, mode and depth
  std::uint32_t rows = 1;     ///< valid ones
  std::uint32_t columns = 1;  ///< valid ones
  Bytes a, b, p;              ///< operands as their layouts have them; p of softmax is a result
  std::optional<rtl::SoftmaxMask> mask;

  /// Of a step that is too long to be run: the gates are told these sizes and are reset after so many cycles.
  struct Cut {
    std::uint32_t columns = 1, depth = 1;
    std::uint64_t cycles = 1;
    std::uint32_t known = 0;  ///< columns whose results are there by then
    bool silent = false;      ///< nothing at all is written by then
  };
  std::optional<Cut> cut;
};

/// Steps with one end in view.
struct Aim {
  std::string what;  ///< "exact halves of every shift"
  std::vector<AloneStep> steps;
};

/// What came of the steps of an aim. The first that differs is the last that is run.
struct AloneResult {
  std::uint64_t compared = 0, mismatches = 0;
  Cycles cycles_page, cycles_rtl;  ///< from grant to finish, by the page and by the gates
  std::optional<Difference> first;
  std::string text;  ///< what differs; empty: nothing
};

/// The gates of one unit without a machine: memories of 32-bit addresses at their ports, noise in the fields of a step
/// after it has begun, random gaps between steps. Values are compared with golden's, cycles with the unit's page, and
/// nothing else may be written.
class Alone {
 public:
  Alone(const arch::Architecture& architecture, hw::UnitId unit, const rtl::UnitGates& gates);

  AloneResult run(const Aim& aim, std::uint64_t seed, const Progress& progress);

 private:
  using Memories = std::array<std::unique_ptr<execute::ByteMemory>, program::kSpaceCount>;
  struct Running {
    std::size_t index = 0;
    program::Step step;
    std::uint64_t granted = 0, released = 0, release = 0, finish = 0;  ///< cycles; released: 0 until then
    std::uint64_t bytes = 0;                                           ///< to be written
    std::vector<Element> elements;
  };

  void clear();
  void count_from_here();
  program::Step place(const AloneStep& step, Random& random);
  std::uint64_t place(program::Space space, std::uint64_t bytes, Random& random);
  void expect(const AloneStep& step, Running& running);
  void begin(const AloneStep& step, std::size_t index, Random& random);
  bool cycle(Random& random);
  bool rest(std::uint64_t cycles, Random& random);
  bool run_cut(const AloneStep& step, Random& random);
  bool compare(const Running& running);
  bool differs(const std::string& text);

  const arch::Architecture& architecture_;
  program::Geometry geometry_;
  hw::UnitId unit_;
  Memories got_, want_;
  rtl::RtlUnit gates_;
  std::vector<std::uint64_t> pages_;  ///< of 64 KiB, where operands lie
  // Of the present aim.
  const Aim* aim_ = nullptr;
  AloneResult result_;
  std::deque<Running> running_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> taken_[program::kSpaceCount];
  std::uint64_t now_ = 1;  ///< no cycle is 0: `released` tells by it
  std::uint64_t drained_ = 0, bytes_before_ = 0, bytes_due_ = 0;
  bool is_free_ = true;
};

}  // namespace octet::crosscheck
