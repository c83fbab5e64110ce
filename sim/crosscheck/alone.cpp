// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/alone.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hw/units/matmul.hpp"
#include "models/core/error.hpp"
#include "models/program/operands.hpp"
#include "sim/crosscheck/masked_softmax.hpp"

namespace octet::crosscheck {
namespace {

using hw::UnitId;
using program::Space;

constexpr std::uint64_t kAddresses = std::uint64_t{1} << 32, kPage = 1 << 16;
/// Beyond their end gates count as hung.
constexpr std::uint64_t kGrace = 4096;
/// A rest longer than anything that a unit could still do by mistake.
constexpr std::uint64_t kLongRest = 300;
constexpr std::uint64_t kReportMask = 0xfff;  // of cycles

/// Operands where the memories of the gates have them.
class Reader final : public execute::MemoryReader {
 public:
  explicit Reader(const std::array<std::unique_ptr<execute::ByteMemory>, program::kSpaceCount>& memories)
      : memories_(memories) {}
  execute::Runs read_strided(Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                             std::uint64_t count, RawBytes& room) override {
    return memories_[static_cast<std::size_t>(space)]->view_strided(address, run, stride, count, room);
  }

 private:
  const std::array<std::unique_ptr<execute::ByteMemory>, program::kSpaceCount>& memories_;
};

std::array<std::unique_ptr<execute::ByteMemory>, program::kSpaceCount> make_memories() {
  std::array<std::unique_ptr<execute::ByteMemory>, program::kSpaceCount> out;
  for (std::size_t i = 0; i < program::kSpaceCount; ++i)
    out[i] = std::make_unique<execute::ByteMemory>(program::name(static_cast<Space>(i)), kAddresses);
  return out;
}

std::array<execute::ByteMemory*, program::kSpaceCount> pointers(
    const std::array<std::unique_ptr<execute::ByteMemory>, program::kSpaceCount>& memories) {
  std::array<execute::ByteMemory*, program::kSpaceCount> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = memories[i].get();
  return out;
}

std::uint64_t body_cycles(const arch::Architecture& a, UnitId unit, const AloneStep& s) {
  return machine::body_cycles(s.command.opcode, s.rows, s.columns, a.lanes.of(machine::kind_of(unit)));
}

}  // namespace

Alone::Alone(const arch::Architecture& architecture, UnitId unit, const rtl::UnitGates& gates)
    : architecture_(architecture),
      geometry_(architecture.geometry()),
      unit_(unit),
      got_(make_memories()),
      want_(make_memories()),
      gates_(unit, gates, pointers(got_)) {
  constexpr std::size_t kPages = 24;
  Random random(kPages);
  while (pages_.size() < kPages) pages_.push_back(random.pick(0, kAddresses / kPage - 1));
  pages_.push_back(kAddresses / kPage - 1);
}

AloneResult Alone::run(const Aim& aim, std::uint64_t seed, const Progress& progress) {
  Random random(seed);
  aim_ = &aim;
  result_ = {};
  gates_.reset();
  clear();
  count_from_here();
  std::size_t next = 0;
  std::uint64_t gap = 0;
  while (next < aim.steps.size() || !running_.empty()) {
    if ((now_ & kReportMask) == 0) tell(progress, next, aim.steps.size());
    const bool may_start = is_free_ && next < aim.steps.size();
    const bool is_cut = may_start && aim.steps[next].cut;
    if (is_cut && running_.empty()) {
      tell(progress, next, aim.steps.size());
      if (!run_cut(aim.steps[next++], random)) break;
      continue;
    }
    if (may_start && !is_cut && gap == 0) {
      if (running_.empty()) clear();
      begin(aim.steps[next], next, random);
      ++next;
      gap = random.once_in(3) ? random.pick(1, 20) : 0;
    } else if (is_free_ && gap > 0) {
      --gap;
    }
    if (!cycle(random)) break;
  }
  if (result_.text.empty()) rest(kLongRest, random);
  running_.clear();
  return std::move(result_);
}

void Alone::clear() {
  for (auto* memories : {&got_, &want_})
    for (auto& memory : *memories) memory->poison();
  for (auto& taken : taken_) taken.clear();
  drained_ = 0;
  is_free_ = true;
}

void Alone::count_from_here() {
  bytes_before_ = gates_.bytes_written();
  bytes_due_ = 0;
}

std::uint64_t Alone::place(Space space, std::uint64_t bytes, Random& random) {
  auto& taken = taken_[static_cast<std::size_t>(space)];
  for (;;) {
    // A few pages, the last of all addresses among them, so that memories stay small.
    const std::uint64_t last = kAddresses - bytes, page = pages_[random.pick(0, pages_.size() - 1)];
    const std::uint64_t at = std::min(page * kPage + random.next() % kPage, last);
    const auto meets = [&](const auto& it) { return at < it.second && it.first < at + bytes; };
    if (std::any_of(taken.begin(), taken.end(), meets)) continue;
    taken.emplace_back(at, at + bytes);
    return at;
  }
}

/// The step where its operands now lie.
program::Step Alone::place(const AloneStep& s, Random& random) {
  const auto put = [&](Space space, const AloneStep::Bytes& bytes) {
    const std::uint64_t at = place(space, bytes.size(), random);
    got_[static_cast<std::size_t>(space)]->write(at, bytes);
    return at;
  };
  program::Step out;
  out.rows = s.rows;
  out.columns = s.columns;
  const auto put_operand = [&](machine::Slot slot, const AloneStep::Bytes& bytes, std::uint64_t& address) {
    for (const machine::OperandRow& row : machine::row(s.command.opcode).operands) {
      if (row.slot != slot || !program::holds(row.when, s.command)) continue;
      if (!row.is_write) {
        if (!bytes.empty()) address = put(row.space, bytes);
      } else if (row.form == machine::Form::line) {
        address = place(row.space, row.bits / 8 * std::uint64_t{geometry_.rows}, random);
      } else {  // elements of two bytes, or sums
        const std::uint64_t columns = std::max<std::uint64_t>(s.columns, s.cut ? s.cut->cycles : 0);
        address =
            place(row.space, columns * geometry_.rows * static_cast<std::uint64_t>(std::max(2, row.bits / 8)), random);
      }
    }
  };
  put_operand(machine::Slot::a, s.a, out.a);
  put_operand(machine::Slot::b, s.b, out.b);
  put_operand(machine::Slot::p, s.p, out.p);
  put_operand(machine::Slot::d, {}, out.d);
  return out;
}

/// What golden makes of it, and when the page has it done.
void Alone::expect(const AloneStep& s, Running& it) {
  Reader reader(got_);
  const std::vector<execute::Write> writes = s.mask ? masked_softmax(s.command, it.step, geometry_, *s.mask, reader)
                                                    : execute::operate(s.command, it.step, geometry_, reader);
  for (const execute::Write& write : writes) {
    want_[static_cast<std::size_t>(write.space)]->write_strided(write.address, write.run, write.stride, write.count,
                                                                write.source());
    it.bytes += write.run * write.count;
  }
  it.elements = results_of(s.command, it.step, geometry_.rows, static_cast<std::uint32_t>(it.index));
  if (unit_ == UnitId::matmul) {
    const hw::StepTiming timing = hw::Matmul::body(it.granted, s.columns, geometry_.columns, s.command.depth,
                                                   architecture_.shadow_accumulators, drained_);
    it.release = timing.occupancy_end;
    it.finish = timing.finish;
  } else {
    it.release = it.finish = it.granted + body_cycles(architecture_, unit_, s);
  }
}

void Alone::begin(const AloneStep& s, std::size_t index, Random& random) {
  Running it;
  it.index = index;
  it.step = place(s, random);
  it.granted = now_;
  expect(s, it);
  bytes_due_ += it.bytes;
  gates_.start(s.command, it.step, s.mask);
  running_.push_back(std::move(it));
  is_free_ = false;
}

/// One cycle, and what ends in it; false: something differs.
bool Alone::cycle(Random& random) {
  const rtl::UnitPulses pulses = gates_.evaluate();
  gates_.end_cycle();
  gates_.put_noise(random.next());
  const std::uint64_t at = now_++;
  if (pulses.release) {
    if (running_.empty() || running_.back().released != 0) return differs("they release a step that they do not hold");
    running_.back().released = at;
    is_free_ = true;
  }
  if (pulses.finish) {
    if (running_.empty() || running_.front().released == 0)
      return differs("they finish a step that they have not released");
    const Running it = std::move(running_.front());
    running_.pop_front();
    if (!compare(it)) return false;
    if (running_.empty() && gates_.bytes_written() - bytes_before_ != bytes_due_)
      return differs(fmt::format("they write {} bytes up to step {}, not {}", gates_.bytes_written() - bytes_before_,
                                 it.index, bytes_due_));
    result_.cycles_page += Cycles(it.finish - it.granted);
    result_.cycles_rtl += Cycles(at - it.granted);
    if (at != it.finish || it.released != it.release)
      return differs(fmt::format("step {}: released after {} cycles and finished after {}, by the page after {} and {}",
                                 it.index, it.released - it.granted, at - it.granted, it.release - it.granted,
                                 it.finish - it.granted));
  }
  if (!running_.empty() && now_ > running_.front().finish + kGrace)
    throw MachineFault(fmt::format(
        "the gates alone, {}: have not finished step {} after {} cycles, in which the unit takes {}", aim_->what,
        running_.front().index, now_ - running_.front().granted, running_.front().finish - running_.front().granted));
  return true;
}

bool Alone::rest(std::uint64_t cycles, Random& random) {
  const std::uint64_t before = gates_.bytes_written();
  for (; cycles > 0; --cycles)
    if (!cycle(random)) return false;
  return gates_.bytes_written() == before || differs("they write without a step");
}

bool Alone::run_cut(const AloneStep& s, Random& random) {
  constexpr std::uint64_t kAfterReset = 40;
  clear();
  Running it;
  it.index = static_cast<std::size_t>(&s - aim_->steps.data());
  it.step = place(s, random);
  it.granted = now_;
  expect(s, it);
  const std::uint32_t known = s.cut->known;
  std::erase_if(it.elements, [&](const Element& e) { return e.of == Element::Of::scale || e.column >= known; });
  program::Command told = s.command;
  program::Step asked = it.step;
  asked.columns = s.cut->columns;
  if (unit_ == UnitId::matmul) told.depth = s.cut->depth;
  gates_.start(told, asked, s.mask);
  for (std::uint64_t i = 0; i < s.cut->cycles; ++i) {
    const rtl::UnitPulses pulses = gates_.evaluate();
    if (pulses.finish || pulses.release)
      return differs(fmt::format("step {} of {} columns and a depth of {} ends after {} cycles", it.index,
                                 asked.columns, told.depth, i));
    gates_.end_cycle();
    gates_.put_noise(random.next());
    ++now_;
  }
  gates_.reset();
  if (s.cut->silent && gates_.bytes_written() != bytes_before_)
    return differs(fmt::format("step {} writes before its first result is due", it.index));
  count_from_here();
  return compare(it) && rest(kAfterReset, random);
}

bool Alone::compare(const Running& it) {
  const auto memory = [](const Memories& all) {
    return [&all](Space space) -> const execute::ByteMemory& { return *all[static_cast<std::size_t>(space)]; };
  };
  result_.compared += it.elements.size();
  const std::vector<std::int64_t> want = read(it.elements, memory(want_));
  std::vector<std::int64_t> got;
  try {
    got = read(it.elements, memory(got_));
  } catch (const MachineFault& fault) {
    result_.mismatches += it.elements.size();
    return differs(fmt::format("step {}: golden writes what the gates do not: {}", it.index, fault.what()));
  }
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i] == got[i]) continue;
    if (result_.mismatches++ == 0) result_.first = Difference{it.elements[i], i, want[i], want[i], got[i]};
  }
  if (!result_.first) return true;
  const Difference& d = *result_.first;
  return differs(fmt::format("value {} of {} of step {}, operand {}, row {}, column {}: golden {}, rtl {}", d.index,
                             want.size(), it.index, d.at.of == Element::Of::scale ? "p" : "d", d.at.row, d.at.column,
                             d.golden, d.rtl));
}

bool Alone::differs(const std::string& text) {
  result_.text = fmt::format("the gates alone, {}: {}", aim_->what, text);
  return false;
}

}  // namespace octet::crosscheck
