// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

namespace octet::sim {

/// The user pressed Ctrl-C (exit 130). Thrown between images only, so that destructors take half-written files away.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

/// From now on SIGINT and SIGTERM set a flag; a second one ends the process at once.
void catch_interrupts();

/// Throws `Interrupted` when the flag is set. To be called between units of work of at most some seconds.
void check_interrupt();

}  // namespace octet::sim
