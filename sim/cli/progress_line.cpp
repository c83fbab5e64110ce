// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/progress_line.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "hw/cosim/model_store.hpp"
#include "models/core/at_end.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::cli {
namespace {

constexpr auto kPeriod = std::chrono::milliseconds(100);

}  // namespace

ProgressLine::ProgressLine() : on_terminal_(shows_progress()), started_(Clock::now()), shown_(started_) {}

ProgressLine::~ProgressLine() { take_away(); }

Progress ProgressLine::items(const std::string& item) {
  return [this, item](std::uint64_t done, std::uint64_t total) {
    if (item_ != item) started_ = Clock::now();
    item_ = item;
    done_ = done;
    total_ = total;
    if (sim::is_interrupted()) end();
    if (done < total && is_due()) show(rate());
  };
}

Progress ProgressLine::parts(const std::string& part) {
  return [this, part](std::uint64_t done, std::uint64_t total) {
    if (sim::is_interrupted()) end();
    if (is_due()) show(fmt::format("{}, {} {} of {}", rate(), part, done, total));
  };
}

Progress ProgressLine::share(const std::string& doing) {
  return [this, doing](std::uint64_t done, std::uint64_t total) {
    item_.clear();
    doing_ = doing;
    if (sim::is_interrupted()) end();
    if (is_due()) show(fmt::format("{}, {} %", doing, total == 0 ? 0 : 100 * done / total));
  };
}

std::function<void(const std::string&)> ProgressLine::work() {
  return [this, heard = std::string(), since = Clock::now()](const std::string& doing) mutable {
    if (doing.starts_with(rtl::kNote)) {
      take_away();
      return tell_user(doing + '\n');
    }
    item_.clear();
    doing_ = doing.substr(0, doing.find(" ("));
    if (heard != doing_) since = Clock::now();
    heard = doing_;
    if (sim::is_interrupted()) end();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - since).count();
    if (is_due()) show(fmt::format("{}, {}:{:02}", doing, seconds / 60, seconds % 60));
  };
}

void ProgressLine::take_away() {
  if (is_shown_) tell_user(kTakeAway);
  is_shown_ = false;
}

bool ProgressLine::is_due() {
  if (!on_terminal_) return false;
  const Clock::time_point now = Clock::now();
  if (now - shown_ < kPeriod) return false;
  shown_ = now;
  return true;
}

void ProgressLine::show(const std::string& text) {
  is_shown_ = true;
  tell_user(kTakeAway + text);
}

std::string ProgressLine::rate() const {
  std::string text = fmt::format("{} {} of {}", item_, done_ + 1, total_);
  const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  if (done_ == 0 || seconds <= 0) return text;
  const double per_second = static_cast<double>(done_) / seconds;
  const auto left = static_cast<std::uint64_t>(static_cast<double>(total_ - done_) / per_second);
  return text + fmt::format(", {:.3g}/s, {}:{:02} to go", per_second, left / 60, left % 60);
}

void ProgressLine::end() {
  take_away();
  AtEnd::run_all();
  std::fflush(stdout);
  tell_user(fmt::format("interrupted {}; nothing was written\n",
                        item_.empty() ? "while " + doing_ : fmt::format("after {} of {} {}s", done_, total_, item_)));
  std::_Exit(sim::interrupted_status());
}

}  // namespace octet::cli
