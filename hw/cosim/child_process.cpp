// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <system_error>
#include <thread>

#include "models/core/at_end.hpp"
#include "models/core/error.hpp"

namespace octet::rtl {
namespace {

namespace fs = std::filesystem;
constexpr auto kPeriod = std::chrono::milliseconds(50);

/// Only calls that are allowed between fork and exec.
[[noreturn]] void become(char* const* arguments, int log, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);                              // died before the request above
  for (const int each : {SIGPIPE, SIGXFSZ}) signal(each, SIG_DFL);  // what we ignore, others need not expect
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Ends the group: a request first, so that the child can take away what it began.
void end_group(pid_t child) {
  kill(-child, SIGTERM);
  for (int i = 0; i < 20; ++i) {
    if (waitpid(child, nullptr, WNOHANG) == child) break;
    std::this_thread::sleep_for(kPeriod);
    if (i == 19) {
      kill(-child, SIGKILL);
      wait_for(child);
    }
  }
  kill(-child, SIGKILL);  // whatever of its children is left
}

}  // namespace

std::optional<fs::path> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos)
    return access(name.c_str(), X_OK) == 0 ? std::optional<fs::path>(name) : std::nullopt;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
    if (access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
  }
  return std::nullopt;
}

int run_child(const std::vector<std::string>& command, const fs::path& log, const std::function<void()>& waiting) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) throw UserError(log.string(), "cannot be written: " + std::generic_category().message(errno));
  const pid_t parent = getpid(), child = fork();
  if (child == 0) become(arguments.data(), file, parent);
  close(file);
  if (child < 0) throw UserError(command.front(), "cannot be started: " + std::generic_category().message(errno));
  setpgid(child, child);  // also here: whoever comes first
  if (!waiting) return wait_for(child);
  const AtEnd at_end([child] { end_group(child); });
  try {
    for (;;) {
      int status = 0;
      const pid_t ended = waitpid(child, &status, WNOHANG);
      if (ended == child) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
      waiting();
      std::this_thread::sleep_for(kPeriod);
    }
  } catch (...) {
    end_group(child);
    throw;
  }
}

}  // namespace octet::rtl
