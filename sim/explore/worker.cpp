// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <new>
#include <system_error>

#include "models/core/error.hpp"

namespace octet::explore {
namespace {

/// Sends all of it; false when the other side is gone.
bool send_all(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t got = recv(socket, data, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    data += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

/// A message is its length and its bytes.
bool send_text(int socket, const std::string& text) {
  const std::uint64_t size = text.size();
  std::array<char, sizeof size> header{};
  std::memcpy(header.data(), &size, sizeof size);
  return send_all(socket, header.data(), header.size()) && send_all(socket, text.data(), text.size());
}

std::optional<std::string> receive_text(int socket) {
  std::uint64_t size = 0;
  std::array<char, sizeof size> header{};
  if (!receive_all(socket, header.data(), header.size())) return std::nullopt;
  std::memcpy(&size, header.data(), sizeof size);
  std::string text(size, '\0');
  if (!receive_all(socket, text.data(), text.size())) return std::nullopt;
  return text;
}

void limit_memory([[maybe_unused]] const Limits& limits) {
#if !defined(__SANITIZE_ADDRESS__)  // whose shadow alone takes more addresses
  if (limits.memory_mib == 0) return;
  const rlim_t bytes = static_cast<rlim_t>(limits.memory_mib) << 20;
  const rlimit limit = {bytes, bytes};
  setrlimit(RLIMIT_AS, &limit);
#endif
  // When the machine runs out of memory, a point shall go and not the sweep.
  if (std::FILE* file = std::fopen("/proc/self/oom_score_adj", "w")) {
    std::fputs("500", file);
    std::fclose(file);
  }
}

}  // namespace

Pool::Worker::Worker(const Work& work, const Limits& limits) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "a worker cannot be started");
  std::fflush(nullptr);  // what is buffered is written once
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ < 0) throw std::system_error(errno, std::generic_category(), "a worker cannot be started");
  if (process_ == 0) {
    close(ends[0]);
    // However the parent ends, nobody is left behind to compute for it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    serve(ends[1], work, limits);
  }
  close(ends[1]);
  socket_ = ends[0];
}

Pool::Worker::~Worker() {
  if (process_ > 0) kill(process_, SIGKILL);
  if (process_ > 0) bury();
}

void Pool::Worker::serve(int socket, const Work& work, const Limits& limits) {
  // Ctrl-C reaches all processes of a terminal: the parent decides.
  for (const int each : {SIGINT, SIGHUP}) signal(each, SIG_IGN);
  signal(SIGTERM, SIG_DFL);
  limit_memory(limits);
  while (const std::optional<std::string> job = receive_text(socket)) {
    Outcome outcome;
    try {
      outcome = work(*job);
    } catch (const std::bad_alloc&) {
      outcome = {Outcome::State::failed, "not enough memory", {}, 0};
    } catch (const std::exception& error) {
      outcome = {Outcome::State::failed, error.what(), {}, 0};
    }
    if (!send_text(socket, to_text(outcome))) break;
  }
  _exit(0);
}

void Pool::Worker::start(std::size_t job, const std::string& text) {
  job_ = job;
  started_ = std::chrono::steady_clock::now();
  send_text(socket_, text);  // a worker that is gone shows when its answer is read
}

double Pool::Worker::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

Outcome Pool::Worker::finish() {
  Outcome outcome;
  if (const std::optional<std::string> text = receive_text(socket_))
    outcome = outcome_of(*text);
  else
    outcome = {Outcome::State::failed, bury(), {}, 0};
  outcome.seconds = seconds();
  job_.reset();
  return outcome;
}

Outcome Pool::Worker::abandon(const std::string& reason) {
  const Outcome outcome = {Outcome::State::failed, reason, {}, seconds()};
  kill(process_, SIGKILL);
  bury();
  job_.reset();
  return outcome;
}

std::string Pool::Worker::bury() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  close(socket_);
  socket_ = -1;
  if (WIFEXITED(status)) return fmt::format("its process ended with status {}", WEXITSTATUS(status));
  const int by = WTERMSIG(status);
  return fmt::format("its process was ended by signal {} ({}{})", by, strsignal(by),
                     by == SIGKILL ? "; by hand, or for want of memory" : "");
}

}  // namespace octet::explore
