// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/dependences.hpp"

#include <array>
#include <map>

#include "models/program/access.hpp"
#include "models/program/step.hpp"

namespace octet::sim {

using program::Access;

namespace {

constexpr std::uint32_t kNone = ~0U;

/// Who touched a run of bytes last: the last writer, and since then the last reader of every context.
struct Users {
  std::uint64_t end = 0;
  std::uint32_t writer = kNone;
  std::vector<std::uint32_t> readers;  ///< sequence numbers, at most one a context
};

/// Runs of bytes of one memory with the same users, by start address.
class Timeline {
 public:
  /// Cuts runs at the borders of [begin, end), fills gaps, and calls `use` with every run inside.
  template <class Use>
  void visit(std::uint64_t begin, std::uint64_t end, Use&& use) {
    if (begin >= end) return;
    cut(begin);
    cut(end);
    auto it = runs_.lower_bound(begin);
    std::uint64_t at = begin;
    while (at < end) {
      if (it == runs_.end() || it->first > at) {
        const std::uint64_t gap_end = it == runs_.end() ? end : std::min(end, it->first);
        it = runs_.emplace_hint(it, at, Users{gap_end, kNone, {}});
      }
      use(it->second);
      at = it->second.end;
      ++it;
    }
  }
  /// A write makes the whole range one run again.
  void assign(std::uint64_t begin, std::uint64_t end, std::uint32_t writer) {
    if (begin >= end) return;
    const auto first = runs_.lower_bound(begin), last = runs_.lower_bound(end);
    const auto hint = runs_.erase(first, last);
    runs_.emplace_hint(hint, begin, Users{end, writer, {}});
  }

 private:
  void cut(std::uint64_t at) {
    auto it = runs_.upper_bound(at);
    if (it == runs_.begin()) return;
    --it;
    if (it->first == at || it->second.end <= at) return;
    Users rest = it->second;
    it->second.end = at;
    runs_.emplace(at, std::move(rest));
  }

  std::map<std::uint64_t, Users> runs_;
};

class Finder {
 public:
  Finder(const std::vector<program::Command>& commands, const Sequence& sequence)
      : commands_(commands), sequence_(sequence) {}

  std::vector<std::vector<Requirement>> run(const program::Geometry& geometry) {
    std::vector<std::vector<Requirement>> out(sequence_.size());
    std::vector<Access> accesses;
    for (std::uint32_t now = 0; now < sequence_.size(); ++now) {
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
  Timeline& timeline(const Access& access) { return timelines_[static_cast<std::size_t>(access.space)]; }

  void depend(std::uint32_t now, std::uint32_t before) {
    const std::size_t context = context_of(before);
    if (before == now || context == context_of(now)) return;  // a context keeps its own order
    if (latest_[context] == kNone || latest_[context] < before) latest_[context] = before;
  }

  void look(std::uint32_t now, const Access& access) {
    timeline(access).visit(access.address, access.address + access.bytes, [&](Users& users) {
      if (!access.is_write) {
        if (users.writer != kNone) depend(now, users.writer);
        for (std::uint32_t& reader : users.readers)
          if (context_of(reader) == context_of(now)) {
            reader = now;
            return;
          }
        users.readers.push_back(now);
        return;
      }
      for (const std::uint32_t reader : users.readers) depend(now, reader);
      // With readers in between, the write before is ordered through them.
      if (users.readers.empty() && users.writer != kNone) depend(now, users.writer);
    });
  }

  const std::vector<program::Command>& commands_;
  const Sequence& sequence_;
  std::array<Timeline, program::kSpaceCount> timelines_;
  std::array<std::uint32_t, program::kContextCount> latest_{};
};

}  // namespace

std::vector<std::vector<Requirement>> find_dependences(const std::vector<program::Command>& commands,
                                                       const Sequence& sequence, const program::Geometry& geometry) {
  return Finder(commands, sequence).run(geometry);
}

}  // namespace octet::sim
