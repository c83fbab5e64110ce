// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/supervise.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "models/core/at_end.hpp"
#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::crosscheck {

struct Supervisor::Shared {
  char place[200] = "the start";
  int seconds = 0;
  bool is_over = false;
};

namespace {

constexpr auto kPeriod = std::chrono::milliseconds(50);

void set_timer(int seconds) {
  const itimerval timer{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

/// In the child: a terminal sends its signals to both processes, and a second one would end this one at once. So only
/// the parent hears them.
void leave_signals_to_parent() {
  for (const int each : {SIGINT, SIGHUP}) std::signal(each, SIG_IGN);
}

/// Waits for the child. A signal to this process interrupts it, once. (The handler restarts a call that waits.)
int wait_for(pid_t child) {
  for (bool is_told = false;;) {
    int status = 0;
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "waiting for the gates");
    if (sim::is_interrupted() && !is_told) is_told = kill(child, SIGTERM) == 0;
    std::this_thread::sleep_for(kPeriod);
  }
}

std::string how_it_ended(int status, int seconds) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
    return fmt::format("did not come back after {} s of the processor: a loop without end", seconds);
  if (WIFSIGNALED(status)) return fmt::format("ended the simulation by signal {}", WTERMSIG(status));
  return fmt::format("ended the simulation with status {}, as $finish does", WEXITSTATUS(status));
}

/// Texts, each with a zero behind it, through a pipe to the parent.
void send(int pipe, const std::vector<Diagnostic>& faults) {
  std::string all;
  for (const Diagnostic& fault : faults) all += fault.place + '\0' + fault.message + '\0';
  io::write_all(pipe, all);
}

std::vector<Diagnostic> receive(int pipe) {
  std::string all;
  char buffer[4096];
  for (ssize_t got = 1; got != 0;) {
    got = ::read(pipe, buffer, sizeof buffer);
    if (got > 0) all.append(buffer, static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) break;
  }
  std::istringstream texts(all);
  std::vector<Diagnostic> faults;
  for (Diagnostic it; std::getline(texts, it.place, '\0') && std::getline(texts, it.message, '\0');)
    faults.push_back(it);
  return faults;
}

[[noreturn]] void work_and_end(const std::function<void()>& work, int pipe) {
  try {
    work();
  } catch (const UserError& error) {
    send(pipe, error.diagnostics());
  } catch (const std::exception& error) {
    send(pipe, {{"", error.what()}});
  }
  std::fflush(nullptr);
  std::_Exit(0);
}

}  // namespace

void run_apart(const std::string& place, const std::function<void()>& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "a pipe of two processes");
  std::fflush(nullptr);
  const pid_t parent = getpid(), child = fork();
  if (child == 0) {
    close(ends[0]);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) std::_Exit(128 + SIGTERM);
    leave_signals_to_parent();
    work_and_end(work, ends[1]);
  }
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    throw std::system_error(errno, std::generic_category(), "a process for the waveform");
  }
  const int status = wait_for(child);
  const std::vector<Diagnostic> faults = receive(ends[0]);
  close(ends[0]);
  if (sim::is_interrupted()) {
    AtEnd::run_all();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 128 + SIGTERM) throw sim::Interrupted();
    std::_Exit(sim::interrupted_status());  // the child has told how far it came
  }
  if (!faults.empty()) throw UserError(faults);
  if (WIFSIGNALED(status))
    throw UserError(place, fmt::format("cannot be written: that was ended by signal {} ({}); is the disk full?",
                                       WTERMSIG(status), strsignal(WTERMSIG(status))));
  if (WEXITSTATUS(status) != 0)
    throw UserError(place, fmt::format("cannot be written: that ended with status {}", WEXITSTATUS(status)));
}

Supervisor::Supervisor(const std::string& what, int seconds) {
  void* page = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "a page for two processes");
  shared_ = new (page) Shared;
  shared_->seconds = seconds;
  if (sim::is_interrupted()) throw sim::Interrupted();
  std::fflush(nullptr);
  const pid_t parent = getpid(), child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "a process for the gates");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) std::_Exit(128 + SIGTERM);
    leave_signals_to_parent();
    return;
  }
  const int status = wait_for(child);
  const bool has_exited = WIFEXITED(status), was_interrupted = sim::is_interrupted();
  // Such a child has told how far it came.
  if (was_interrupted) AtEnd::run_all();
  if (has_exited && was_interrupted && WEXITSTATUS(status) == 128 + SIGTERM) std::_Exit(sim::interrupted_status());
  if (has_exited && shared_->is_over) std::_Exit(WEXITSTATUS(status));
  if (was_interrupted) throw sim::Interrupted();
  throw MachineFault(fmt::format("{}: {} at {}", what, how_it_ended(status, shared_->seconds), shared_->place));
}

Supervisor::~Supervisor() {
  set_timer(0);
  shared_->is_over = true;
}

void Supervisor::at(const std::string& place) {
  std::snprintf(shared_->place, sizeof shared_->place, "%s", place.c_str());
  goes_on();
}

void Supervisor::goes_on() { set_timer(shared_->seconds); }

}  // namespace octet::crosscheck
