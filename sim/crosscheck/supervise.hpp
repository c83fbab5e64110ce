// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace octet::crosscheck {

/// The gates of others may end the process that evaluates them ($finish, $stop, a loop that never settles) or never
/// come back. So they run in a child, which gets a bounded time of the processor for each case.
class Supervisor {
 public:
  /// Forks; only the child comes back. The parent waits for it and ends with its status; a child that neither finishes
  /// nor throws is reported in the parent by a `MachineFault` that names `what` and the case it was at.
  explicit Supervisor(const std::string& what);
  /// In the child: the work is over, by its end or by an exception.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// In the child: this runs from now on, for at most `seconds` of the processor.
  void at(const std::string& place, int seconds);

 private:
  struct Shared;
  Shared* shared_ = nullptr;  ///< of both processes
};

}  // namespace octet::crosscheck
