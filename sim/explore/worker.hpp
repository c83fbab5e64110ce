// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "sim/explore/pool.hpp"

namespace octet::explore {

/// One process of a pool, and the job it is at.
class Pool::Worker {
 public:
  Worker(const Work& work, const Limits& limits);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start(std::size_t job, const std::string& text);
  bool is_busy() const { return job_.has_value(); }
  std::size_t job() const { return *job_; }
  /// To be polled for reading while it is busy.
  int descriptor() const { return socket_; }
  /// Seconds since its job began.
  double seconds() const;
  /// What it answered, once there is something to read: an outcome; how it died, if it did, after which it is no more.
  Outcome finish();
  bool is_alive() const { return process_ > 0; }
  /// Ends the process; the job failed for this reason.
  Outcome abandon(const std::string& reason);

 private:
  [[noreturn]] static void serve(int socket, const Work& work, const Limits& limits);
  std::string bury();

  pid_t process_ = -1;
  int socket_ = -1;
  std::optional<std::size_t> job_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace octet::explore
