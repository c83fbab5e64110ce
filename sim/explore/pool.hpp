// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/explore/outcome.hpp"
#include "sim/explore/spec.hpp"

namespace octet::explore {

/// Work for other processes, so that a piece that crashes, hangs or eats all memory costs that piece alone: it is told
/// as failed with its reason, and another process takes the next. Workers are copies of this process made when they
/// are needed; they die with it, whatever ends it.
class Pool {
 public:
  /// Does one piece, in a worker. What it throws fails the piece.
  using Work = std::function<Outcome(const std::string& job)>;
  /// Told of every piece when it is over.
  using Take = std::function<void(std::size_t job, const Outcome& outcome)>;

  /// `limits.seconds` for one piece by the clock; `limits.memory_mib` of addresses for one worker.
  Pool(unsigned workers, Work work, const Limits& limits);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Does all the jobs, as many at a time as there are workers, and returns when each was taken; `tick` is called a few
  /// times a second, and may throw, which ends the workers at once.
  void run(std::span<const std::string> jobs, const Take& take, const std::function<void()>& tick);

 private:
  class Worker;

  const Work work_;
  const Limits limits_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace octet::explore
