// SPDX-License-Identifier: Apache-2.0
#include "sim/run/interrupt.hpp"

#include <csignal>

namespace octet::sim {
namespace {

volatile std::sig_atomic_t interrupted = 0;

extern "C" void note_interrupt(int signal) {
  interrupted = 1;
  // The second Ctrl-C must work even when no check comes.
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
}

void check_interrupt() {
  if (interrupted != 0) throw Interrupted();
}

}  // namespace octet::sim
