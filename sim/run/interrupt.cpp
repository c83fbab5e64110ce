// SPDX-License-Identifier: Apache-2.0
#include "sim/run/interrupt.hpp"

#include <csignal>
#include <initializer_list>

namespace octet::sim {
namespace {

volatile std::sig_atomic_t caught = 0;  // the signal, 0: none

extern "C" void note_interrupt(int signal) {
  caught = signal;
  // The second one must work even when no check comes.
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) std::signal(each, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  for (const int each : {SIGINT, SIGTERM}) std::signal(each, note_interrupt);
  for (const int each : {SIGPIPE, SIGXFSZ}) std::signal(each, SIG_IGN);
  // Where the caller ignores hang-ups (nohup), so do we.
  if (std::signal(SIGHUP, note_interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

bool is_interrupted() { return caught != 0; }

int interrupted_status() { return 128 + (caught != 0 ? static_cast<int>(caught) : SIGINT); }

}  // namespace octet::sim
