// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace octet::crosscheck {

/// The gates of others may end the process that evaluates them ($finish, $stop, a loop that never settles) or never
/// come back. So they run in a child, which must say now and then that it goes on.
class Supervisor {
 public:
  /// Forks; only the child comes back. The parent waits for it and ends with its status; a child that neither finishes
  /// nor throws, or works for more than `seconds` of the processor without a word, is reported in the parent by a
  /// `MachineFault` that names `what` and the case it was at. SIGINT, SIGTERM and SIGHUP to the parent interrupt the
  /// child; when it is over, the parent ends with the status of its own signal, or throws `sim::Interrupted` when the
  /// child could not tell how far it came.
  Supervisor(const std::string& what, int seconds);
  /// In the child: the work is over, by its end or by an exception.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// In the child: this runs from now on.
  void at(const std::string& place);
  /// In the child: it is no loop without end so far.
  void goes_on();

 private:
  struct Shared;
  Shared* shared_ = nullptr;  ///< of both processes
};

/// Does `work` in a child, and waits: who writes waveforms maps files that may not grow, and a full disk ends such a
/// process. That is a UserError of `place` then; what `work` throws is one here as well. After a signal to this process
/// the child tells how far it came, and both end.
void run_apart(const std::string& place, const std::function<void()>& work);

}  // namespace octet::crosscheck
