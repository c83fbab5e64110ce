// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "sim/explore/sweep.hpp"

namespace octet::cli {

/// One line on standard error, on a terminal only, that says how far a sweep is. The time to go is that of the stage at
/// hand at the pace of the last minute, so that neither what was on file before nor an easy start makes it rosy. Throws
/// `sim::Interrupted` after Ctrl-C; what is on file stays.
class SweepLine {
 public:
  SweepLine();
  ~SweepLine();
  SweepLine(const SweepLine&) = delete;
  SweepLine& operator=(const SweepLine&) = delete;

  explore::SweepProgress progress();

 private:
  using Clock = std::chrono::steady_clock;

  void tell(const char* stage, std::uint64_t done, std::uint64_t total);
  std::string time_to_go(std::uint64_t left) const;

  const bool on_terminal_;
  bool is_shown_ = false;
  std::string stage_;
  Clock::time_point shown_;
  std::deque<std::pair<Clock::time_point, std::uint64_t>> seen_;  ///< of this stage, the last minute
};

}  // namespace octet::cli
