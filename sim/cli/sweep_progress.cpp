// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/sweep_progress.hpp"

#include <fmt/format.h>
#include "sim/cli/terminal.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::cli {
namespace {

constexpr auto kSweepPeriod = std::chrono::milliseconds(200);
constexpr auto kWindow = std::chrono::seconds(60);

}  // namespace

SweepLine::SweepLine() : on_terminal_(shows_progress()), shown_(Clock::now()) {}

SweepLine::~SweepLine() {
  if (is_shown_) tell_user(kTakeAway);
}

explore::SweepProgress SweepLine::progress() {
  return [this](const char* stage, std::uint64_t done, std::uint64_t total) { tell(stage, done, total); };
}

void SweepLine::tell(const char* stage, std::uint64_t done, std::uint64_t total) {
  if (sim::is_interrupted()) {
    if (is_shown_) tell_user(kTakeAway);
    is_shown_ = false;
    throw sim::Interrupted(fmt::format(
        "interrupted while {}, after {} of {}; what is done is on file, --resume goes on with it", stage, done, total));
  }
  const Clock::time_point now = Clock::now();
  if (!on_terminal_) return;
  if (stage_ != stage) seen_.assign(1, {now, done});  // from here on the pace is taken
  stage_ = stage;
  if (now - shown_ < kSweepPeriod) return;
  shown_ = now;
  seen_.emplace_back(now, done);
  while (seen_.size() > 2 && now - seen_.front().first > kWindow) seen_.pop_front();
  is_shown_ = true;
  tell_user(fmt::format("{}{}: {} of {}{}", kTakeAway, stage, done, total, time_to_go(total - done)));
}

std::string SweepLine::time_to_go(std::uint64_t left) const {
  const double seconds = std::chrono::duration<double>(seen_.back().first - seen_.front().first).count();
  const std::uint64_t done = seen_.back().second - seen_.front().second;
  if (done == 0 || seconds <= 0) return {};
  const double per_second = static_cast<double>(done) / seconds;
  const auto to_go = static_cast<std::uint64_t>(static_cast<double>(left) / per_second);
  return fmt::format(", {:.3g}/s, {}:{:02} to go in this stage", per_second, to_go / 60, to_go % 60);
}

}  // namespace octet::cli
