// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/meetings.hpp"

#include <algorithm>
#include <numeric>

namespace octet::sim::estimation {
namespace {

constexpr std::size_t kMostKept = std::size_t{1} << 20;
constexpr std::size_t kLooksBack = 16;

/// Which steps met, as a range of steps of each context, and how they move from one repetition to the next.
class Movement {
 public:
  Movement(std::span<const Meeting> met, const Repetition& repetition, const Contexts& contexts) {
    low_.fill(~std::uint64_t{0});
    for (const Meeting& it : met) {
      note(it.asker, it.asker_step);
      note(it.holder, it.holder_step);
    }
    std::uint64_t ring_times = 1;
    bool stands = true;
    for (std::size_t i = 0; i < kContexts; ++i) {
      offset_[i] = size_;
      if (high_[i] == 0) continue;
      size_ += high_[i] - low_[i];
      const program::Command& command = *contexts[i].current;
      motions_[i] = motion_of(command, repetition.steps(i));
      ring_times = std::lcm(ring_times, motions_[i].ring_times);
      stands = stands && motions_[i].on_chip_stands(command.opcode);
    }
    if (stands) turn_ = ring_times;
  }

  std::uint64_t size() const { return size_; }
  std::uint64_t place_of(std::size_t context, std::uint64_t step) const {
    return offset_[context] + step - low_[context];
  }
  const Motion& motion(std::size_t context) const { return motions_[context]; }
  /// Where rings turn and nothing else moves: the repetition in which all of them are where they were.
  std::uint64_t turn() const { return turn_; }
  /// `visit` takes context, step, place.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t i = 0; i < kContexts; ++i)
      for (std::uint64_t step = low_[i]; step < high_[i]; ++step) visit(i, step, place_of(i, step));
  }

 private:
  void note(std::size_t context, std::uint64_t step) {
    low_[context] = std::min(low_[context], step);
    high_[context] = std::max(high_[context], step + 1);
  }

  std::array<std::uint64_t, kContexts> low_{}, high_{}, offset_{};
  std::array<Motion, kContexts> motions_;
  std::uint64_t size_ = 0, turn_ = ~std::uint64_t{0};
};

}  // namespace

void Meetings::add(const Meeting& meeting) {
  // A request that waits for a bank asks again and again.
  const std::size_t fresh = std::min<std::size_t>(kLooksBack, place() - mark_);
  if (std::find(log_.end() - static_cast<std::ptrdiff_t>(fresh), log_.end(), meeting) != log_.end()) return;
  if (log_.size() >= kMostKept) {
    const std::size_t half = log_.size() / 2;
    log_.erase(log_.begin(), log_.begin() + static_cast<std::ptrdiff_t>(half));
    forgotten_ += half;
    mark_ = std::max(mark_, forgotten_);
  }
  log_.push_back(meeting);
}

std::uint64_t Meetings::times_alike(const Repetition& repetition, const Contexts& contexts, const BankPorts& banks,
                                    std::uint64_t most) {
  const std::span<const Meeting> met = since(repetition.before.meetings, repetition.after.meetings);
  if (met.empty()) return most;
  const Movement movement(met, repetition, contexts);
  steps_.assign(movement.size(), {});
  outcomes_.resize(met.size());

  // The steps themselves and those one time later: most that differ do so here.
  const auto banks_of = [&](std::size_t context, std::uint64_t step) -> MovingStep& {
    MovingStep& it = steps_[movement.place_of(context, step)];
    if (it.met) return it;
    const program::Command& command = *contexts[context].current;
    it.met = true;
    it.use = banks.use_of(command, program::step_at(command, step));
    it.later = repetition.steps(context) == 0
                   ? it.use
                   : banks.use_of(command, program::step_at(command, step + repetition.steps(context)));
    work_ += 2;
    return it;
  };
  for (std::size_t i = 0; i < met.size(); ++i) {
    const MovingStep& asker = banks_of(met[i].asker, met[i].asker_step);
    const MovingStep& holder = banks_of(met[i].holder, met[i].holder_step);
    const bool conflict = banks.conflict(asker.use, holder.use, met[i].reads);
    if (banks.conflict(asker.later, holder.later, met[i].reads) != conflict) return 0;
    outcomes_[i] = conflict ? 1 : 0;
  }

  // From change to change of any step's banks.
  std::uint64_t next = ~std::uint64_t{0};
  const auto await_change = [&](std::size_t context, MovingStep& it, const program::Step& at, std::uint64_t time) {
    const std::uint64_t times = repetition.steps(context) == 0 ? ~std::uint64_t{0}
                                                               : banks.times_until_change(*contexts[context].current,
                                                                                          at, movement.motion(context));
    it.changes_at = times > most - time ? ~std::uint64_t{0} : time + times;
    next = std::min(next, it.changes_at);
    ++work_;
  };
  movement.each([&](std::size_t context, std::uint64_t step, std::uint64_t place) {
    MovingStep& it = steps_[place];
    if (!it.met) return;
    await_change(context, it, program::step_at(*contexts[context].current, step + repetition.steps(context)), 1);
  });
  while (next <= most) {
    const std::uint64_t time = next;
    if (time >= movement.turn()) return most;
    next = ~std::uint64_t{0};
    movement.each([&](std::size_t context, std::uint64_t step, std::uint64_t place) {
      MovingStep& it = steps_[place];
      it.changed = false;
      if (!it.met) return;
      if (it.changes_at != time) {
        next = std::min(next, it.changes_at);
        return;
      }
      const program::Command& command = *contexts[context].current;
      const program::Step at = program::step_at(command, step + time * repetition.steps(context));
      const BankUse use = banks.use_of(command, at);
      it.changed = !(use == it.later);
      it.later = use;
      await_change(context, it, at, time);
    });
    for (std::size_t i = 0; i < met.size(); ++i) {
      const MovingStep& asker = steps_[movement.place_of(met[i].asker, met[i].asker_step)];
      const MovingStep& holder = steps_[movement.place_of(met[i].holder, met[i].holder_step)];
      if (!asker.changed && !holder.changed) continue;
      if (banks.conflict(asker.later, holder.later, met[i].reads) != (outcomes_[i] != 0)) return time - 1;
    }
  }
  return most;
}

void Meetings::repeat(const Repetition& repetition, std::uint64_t times) {
  const std::uint64_t begin = repetition.before.meetings, end = repetition.after.meetings;
  if (begin == end) return;
  if (log_.size() + times * (end - begin) > kMostKept) {
    // Too many to write down: whoever asks for a longer repetition walks it.
    forgotten_ = place() + 1;
    log_.clear();
    mark_ = forgotten_;
    return;
  }
  for (std::uint64_t time = 1; time <= times; ++time)
    for (std::uint64_t at = begin; at < end; ++at) {
      Meeting it = log_[at - forgotten_];
      it.asker_step += time * repetition.steps(it.asker);
      it.holder_step += time * repetition.steps(it.holder);
      log_.push_back(it);
    }
}

}  // namespace octet::sim::estimation
