// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/self_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "models/core/error.hpp"
#include "models/io/work_folder.hpp"
#include "sim/run/interrupt.hpp"
#include "sim/run/shipped_data.hpp"

namespace octet::bench {
namespace {

constexpr const char* kSelf = "/proc/self/exe";
constexpr int kInterruptedStatus = 130;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

[[noreturn]] void become_self(char* const words[]) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0) execv(kSelf, words);
  _exit(127);
}

}  // namespace

Usage run_self(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"octet"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  const pid_t child = fork();
  if (child < 0) fail("cannot start a process");
  if (child == 0) become_self(pointers.data());
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) fail("cannot wait for a process");
  const bool was_interrupted = WIFEXITED(status) && WEXITSTATUS(status) == kInterruptedStatus;
  if (sim::is_interrupted() || was_interrupted) throw sim::Interrupted();
  OCTET_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
              fmt::format("{} ended with {} {}", fmt::join(words, " "), WIFEXITED(status) ? "status" : "signal",
                          WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status)));
  // Linux counts ru_maxrss in KiB.
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

Usage run_verb(std::vector<std::string> arguments) {
  const io::WorkFolder folder(std::filesystem::temp_directory_path(), "octet-bench.");
  arguments.insert(arguments.begin(), "run");
  arguments.insert(arguments.end(), {"--out", (folder.path() / "run").string()});
  return run_self(arguments);
}

std::string shipped(const std::string& name) {
  const std::optional<std::filesystem::path> folder = sim::workloads_folder();
  if (!folder) throw UserError("workloads", "expected the shipped workloads here or beside the program, found none");
  return (*folder / name).string();
}

double own_cpu_s() {
  timespec time{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) fail("cannot read the process's CPU time");
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace octet::bench
