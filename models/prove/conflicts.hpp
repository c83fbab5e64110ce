// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/program/access.hpp"
#include "models/prove/happens_before.hpp"

namespace octet::prove {

/// Two steps of different contexts that touch a byte, at least one of them writing, with no write between them.
struct ConflictPair {
  std::uint32_t first = 0, second = 0;  ///< step ids, in the order of the run
  bool first_writes = false, second_writes = false;
  program::Space space = program::Space::dram;
  std::uint64_t address = 0;  ///< one of the bytes
};

/// A step that writes a byte which an earlier step of its context wrote and nothing has read since.
struct Rewrite {
  std::uint32_t first = 0, second = 0;  ///< step ids, in the order of the run
  program::Space space = program::Space::dram;
  std::uint64_t address = 0;  ///< the first such byte of a range
};

/// A step that reads valid bytes nobody wrote before.
struct UnwrittenRead {
  std::uint32_t step = 0;
  program::Space space = program::Space::dram;
  std::uint64_t begin = 0, end = 0;
};

/// Who last wrote, padding of edge panels apart, and who read since, for every byte of every memory, fed with steps in
/// the order of a run. Reads and writes of one context are ordered by its program and make no pair; a pair with a write
/// between follows from the pairs with that write.
class ConflictCollector {
 public:
  /// Bytes the host or the image wrote before the run.
  void initially_written(program::Space space, std::uint64_t begin, std::uint64_t end);
  void add(std::uint32_t step, program::Context context, const program::Footprints& footprints);

  const std::vector<ConflictPair>& pairs() const { return pairs_; }
  const std::vector<Rewrite>& rewrites() const { return rewrites_; }
  const std::vector<UnwrittenRead>& unwritten() const { return unwritten_; }
  /// Whether every byte of [begin, end) was written by someone; a range with padding may be taken as not written.
  bool written(program::Space space, std::uint64_t begin, std::uint64_t end) const;

 private:
  static constexpr std::int64_t kInitial = -1, kNobody = -2;
  struct Visit {
    std::uint32_t step;
    program::Context context;
  };
  /// Lanes of an edge panel that its writer left as they were, when nobody had written all of them: from byte `first`
  /// on, the last `period - valid` bytes of every `period`.
  struct Padding {
    std::uint64_t first, period, valid;
  };
  static constexpr std::int32_t kNone = -1;
  struct Interval {
    std::uint64_t end;
    std::int64_t writer;  ///< step id, or one of the above
    program::Context writer_context;
    std::vector<Visit> readers;    ///< since the write, the latest of each context
    std::int32_t padding = kNone;  ///< in `paddings_`
  };
  using Intervals = std::map<std::uint64_t, Interval>;  // by first byte, disjoint
  void split(Intervals& intervals, std::uint64_t address);
  void read(Visit visit, const program::Footprint& footprint, std::uint64_t begin, std::uint64_t end);
  void write(Visit visit, const program::Footprint& footprint, std::uint64_t begin, std::uint64_t end);
  /// Whether a valid lane of `footprint`, whose range begins at `base`, lies on padding in [begin, end).
  static bool on_padding(const Padding& padding, const program::Footprint& footprint, std::uint64_t base,
                         std::uint64_t begin, std::uint64_t end);

  std::array<Intervals, program::kSpaceCount> spaces_;
  std::vector<Padding> paddings_;
  std::vector<ConflictPair> pairs_;
  std::vector<Rewrite> rewrites_;
  std::vector<UnwrittenRead> unwritten_;
  std::size_t step_pairs_ = 0;  ///< first pair of the step being added
  void add_pair(std::uint32_t first, bool first_writes, Visit second, bool second_writes, program::Space space,
                std::uint64_t address);
};

}  // namespace octet::prove
