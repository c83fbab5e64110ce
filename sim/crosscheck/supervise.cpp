// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/supervise.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "models/core/error.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::crosscheck {

struct Supervisor::Shared {
  char place[200] = "the start";
  int seconds = 0;
  bool is_over = false;
};

namespace {

void set_timer(int seconds) {
  const itimerval timer{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

/// Waits for the child; a signal that ends this process goes to it too.
int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waiting for the gates");
    if (sim::is_interrupted()) kill(child, sim::interrupted_status() - 128);
  }
  return status;
}

std::string how_it_ended(int status, int seconds) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
    return fmt::format("did not come back after {} s of the processor: a loop without end", seconds);
  if (WIFSIGNALED(status)) return fmt::format("ended the simulation by signal {}", WTERMSIG(status));
  return fmt::format("ended the simulation with status {}, as $finish does", WEXITSTATUS(status));
}

}  // namespace

Supervisor::Supervisor(const std::string& what) {
  void* page = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "a page for two processes");
  shared_ = new (page) Shared;
  std::fflush(nullptr);
  const pid_t parent = getpid(), child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "a process for the gates");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) std::_Exit(128 + SIGTERM);
    return;
  }
  const int status = wait_for(child);
  // An interrupted child says so itself.
  if (WIFEXITED(status) && (shared_->is_over || sim::is_interrupted())) std::_Exit(WEXITSTATUS(status));
  throw MachineFault(fmt::format("{}: {} at {}", what, how_it_ended(status, shared_->seconds), shared_->place));
}

Supervisor::~Supervisor() {
  set_timer(0);
  shared_->is_over = true;
}

void Supervisor::at(const std::string& place, int seconds) {
  std::snprintf(shared_->place, sizeof shared_->place, "%s", place.c_str());
  shared_->seconds = seconds;
  set_timer(seconds);
}

}  // namespace octet::crosscheck
