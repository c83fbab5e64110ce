// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace octet::sim {

/// What ends a verb after a signal when destructors have to run.
class Interrupted : public std::runtime_error {
 public:
  /// `what` tells the user how far the work came, and what is left of it.
  explicit Interrupted(const std::string& what = "interrupted; nothing was written") : std::runtime_error(what) {}
};

/// From now on SIGINT (Ctrl-C), SIGTERM and SIGHUP set a flag; a second one ends the process at once. Files that grow
/// beyond a limit and pipes that nobody reads any more fail as a full disk does, instead of ending the process.
void catch_interrupts();

/// Whether the flag is set.
bool is_interrupted();

/// The exit status that tells the signal: 128 and its number, 130 (also when there was none) or 143.
int interrupted_status();

}  // namespace octet::sim
