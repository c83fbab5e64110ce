// SPDX-License-Identifier: Apache-2.0
#include "sim/run/interrupt.hpp"

#include <csignal>

namespace octet::sim {
namespace {

volatile std::sig_atomic_t caught = 0;  // the signal, 0: none

extern "C" void note_interrupt(int signal) {
  caught = signal;
  // The second one must work even when no check comes.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
}

bool is_interrupted() { return caught != 0; }

int interrupted_status() { return 128 + (caught != 0 ? static_cast<int>(caught) : SIGINT); }

}  // namespace octet::sim
