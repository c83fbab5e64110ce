// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/dependences.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "models/core/error.hpp"
#include "models/program/access.hpp"
#include "models/program/step.hpp"

namespace octet::sim {

using program::Access;

namespace {

constexpr std::uint32_t kNone = ~0U;
constexpr std::uint32_t kStepsAReport = 64;  // a step may touch thousands of rows

/// Who touched a run of bytes last: the last writer, and since then the last reader of every context.
struct Users {
  std::uint64_t end = 0;
  std::uint32_t writer = kNone;
  bool is_read = false;                                         ///< since the last write
  std::array<std::uint32_t, program::kContextCount> readers{};  ///< sequence numbers by context; only when `is_read`
};

/// Runs of bytes of one memory with the same users, by start address.
class LastUsers {
 public:
  /// Cuts runs at the borders of [begin, end), fills gaps, and calls `use` with every run inside.
  template <class Use>
  void visit(std::uint64_t begin, std::uint64_t end, Use&& use) {
    if (begin >= end) return;
    auto it = cut(begin);
    for (std::uint64_t at = begin; at < end; ++it) {
      if (it == runs_.end() || it->first > at)
        it = runs_.emplace_hint(it, at, Users{it == runs_.end() ? end : std::min(end, it->first)});
      else if (it->second.end > end)
        split(it, end);
      use(it->second);
      at = it->second.end;
    }
  }
  /// A write makes a visited range one run again.
  void assign(std::uint64_t begin, std::uint64_t end, std::uint32_t writer) {
    if (begin >= end) return;
    const auto first = runs_.find(begin);
    OCTET_CHECK(first != runs_.end(), "the writes of a step do not overlap");
    auto last = std::next(first);
    while (last != runs_.end() && last->first < end) last = runs_.erase(last);
    first->second = Users{end, writer};
  }

 private:
  using Runs = std::map<std::uint64_t, Users>;

  /// The first run from `at` on, after cutting the one that reaches over it.
  Runs::iterator cut(std::uint64_t at) {
    const auto it = runs_.lower_bound(at);
    if (it == runs_.begin() || (it != runs_.end() && it->first == at)) return it;
    const auto before = std::prev(it);
    return before->second.end <= at ? it : split(before, at);
  }
  /// Cuts a run in two; returns the second.
  Runs::iterator split(Runs::iterator it, std::uint64_t at) {
    const auto rest = runs_.emplace_hint(std::next(it), at, it->second);
    it->second.end = at;
    return rest;
  }

  Runs runs_;
};

class Finder {
 public:
  Finder(const std::vector<program::Command>& commands, const Sequence& sequence)
      : commands_(commands), sequence_(sequence) {}

  std::vector<std::vector<Requirement>> run(const program::Geometry& geometry, const Progress& progress) {
    std::vector<std::vector<Requirement>> out(sequence_.size());
    std::vector<Access> accesses;
    for (std::uint32_t now = 0; now < sequence_.size(); ++now) {
      if (now % kStepsAReport == 0) tell(progress, now, sequence_.size());
      const Sequence::Entry& entry = sequence_.at(now);
      accesses.clear();
      program::append_accesses(commands_[entry.command], program::step_at(commands_[entry.command], entry.index),
                               geometry, accesses);
      latest_.fill(kNone);
      for (const Access& access : accesses) look(now, access);
      for (const Access& access : accesses)
        if (access.is_write) timeline(access).assign(access.address, access.address + access.bytes, now);
      for (std::size_t context = 0; context < latest_.size(); ++context)
        if (latest_[context] != kNone)
          out[now].push_back(
              {static_cast<std::uint8_t>(context), sequence_.ordinal(latest_[context]), latest_[context]});
    }
    return out;
  }

 private:
  std::size_t context_of(std::uint32_t step) const {
    return static_cast<std::size_t>(commands_[sequence_.at(step).command].context);
  }
  LastUsers& timeline(const Access& access) { return timelines_[static_cast<std::size_t>(access.space)]; }

  void depend(std::uint32_t now, std::uint32_t before) {
    const std::size_t context = context_of(before);
    if (before == now || context == context_of(now)) return;  // a context keeps its own order
    if (latest_[context] == kNone || latest_[context] < before) latest_[context] = before;
  }

  void look(std::uint32_t now, const Access& access) {
    timeline(access).visit(access.address, access.address + access.bytes, [&](Users& users) {
      if (!access.is_write) {
        if (users.writer != kNone) depend(now, users.writer);
        if (!users.is_read) users.readers.fill(kNone);
        users.is_read = true;
        users.readers[context_of(now)] = now;
        return;
      }
      // With readers in between, the write before is ordered through them.
      if (!users.is_read && users.writer != kNone) depend(now, users.writer);
      if (!users.is_read) return;
      for (const std::uint32_t reader : users.readers)
        if (reader != kNone) depend(now, reader);
    });
  }

  const std::vector<program::Command>& commands_;
  const Sequence& sequence_;
  std::array<LastUsers, program::kSpaceCount> timelines_;
  std::array<std::uint32_t, program::kContextCount> latest_{};
};

}  // namespace

std::vector<std::vector<Requirement>> find_dependences(const std::vector<program::Command>& commands,
                                                       const Sequence& sequence, const program::Geometry& geometry,
                                                       const Progress& progress) {
  return Finder(commands, sequence).run(geometry, progress);
}

}  // namespace octet::sim
