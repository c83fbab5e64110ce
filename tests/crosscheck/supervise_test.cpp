// SPDX-License-Identifier: Apache-2.0
// The process that the gates of others run in: how it ends, by itself and by signals, as seen by who started it.
#include "sim/crosscheck/supervise.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <thread>

#include "models/core/error.hpp"
#include "sim/run/interrupt.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

namespace {

using crosscheck::Supervisor;

constexpr int kSeconds = 1;  // of the processor, without a word
constexpr int kFault = 4, kEndedBySignal = 1000;

struct Pipe {
  Pipe() { REQUIRE(pipe(ends) == 0); }
  ~Pipe() {
    for (const int end : ends) close(end);
  }
  void say(const std::string& text) const {
    if (write(ends[1], text.data(), text.size()) < 0) std::_Exit(99);
  }
  /// All that was said up to now; waits for the first of it.
  std::string heard() const {
    pollfd waiting{ends[0], POLLIN, 0};
    std::string text;
    for (int patience = 30'000; poll(&waiting, 1, patience) == 1; patience = 0) {
      char part[1000];
      text.append(part, static_cast<std::size_t>(std::max<ssize_t>(read(ends[0], part, sizeof part), 0)));
    }
    return text;
  }
  int ends[2] = {};
};

/// A process of its own group, as a shell starts it, that supervises `work`.
class Supervised {
 public:
  explicit Supervised(const std::function<void(Supervisor&, const Pipe&)>& work) {
    std::fflush(nullptr);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ != 0) return;
    setpgid(0, 0);
    sim::catch_interrupts();
    try {
      Supervisor supervisor("mine.sv", kSeconds);
      supervisor.at("softmax case 3");
      work(supervisor, said_);
    } catch (const MachineFault& fault) {
      said_.say(fault.what());
      std::_Exit(kFault);
    } catch (const sim::Interrupted& interrupted) {
      said_.say(interrupted.what());
      std::_Exit(sim::interrupted_status());
    }
    std::_Exit(0);
  }
  Supervised(const Supervised&) = delete;
  Supervised& operator=(const Supervised&) = delete;

  std::string heard() const { return said_.heard(); }
  /// The parent alone, or with its child, as from a terminal.
  void send(int signal, bool to_both) const { REQUIRE(kill(to_both ? -pid_ : pid_, signal) == 0); }
  int status() const {
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : kEndedBySignal + WTERMSIG(status);
  }

 private:
  Pipe said_;
  pid_t pid_ = 0;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void work_for(double seconds, const std::function<void()>& meanwhile) {
  while (processor_seconds() < seconds) meanwhile();
}

/// Long work that a signal ends as it ends a verb.
void work_until_interrupted(Supervisor& supervisor, const Pipe& say) {
  say.say("begun ");
  for (int i = 0; i < 10'000; ++i) {
    supervisor.goes_on();
    if (sim::is_interrupted()) {
      say.say("ended");
      std::_Exit(sim::interrupted_status());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  say.say("went on");
}

}  // namespace

TEST_CASE("work that says that it goes on may take any time", "[crosscheck][supervise]") {
  const Supervised process([](Supervisor& supervisor, const Pipe& say) {
    work_for(2.5 * kSeconds, [&] { supervisor.goes_on(); });
    say.say("done");
  });
  CHECK(process.status() == 0);
  CHECK(process.heard() == "done");
}

TEST_CASE("work without a word is ended, and told with its place", "[crosscheck][supervise]") {
  const Supervised process([](Supervisor&, const Pipe&) { work_for(20 * kSeconds, [] {}); });
  CHECK(process.status() == kFault);
  CHECK(process.heard() ==
        "mine.sv: did not come back after 1 s of the processor: a loop without end at softmax case 3");
}

TEST_CASE("gates that end the process are told with its place", "[crosscheck][supervise]") {
  const Supervised finish([](Supervisor&, const Pipe&) { std::_Exit(0); });
  CHECK(finish.status() == kFault);
  CHECK(finish.heard() == "mine.sv: ended the simulation with status 0, as $finish does at softmax case 3");
  const Supervised crash([](Supervisor&, const Pipe&) { kill(getpid(), SIGKILL); });
  CHECK(crash.status() == kFault);
  CHECK(crash.heard() == "mine.sv: ended the simulation by signal 9 at softmax case 3");
}

TEST_CASE("a signal to the parent ends both, with its own status", "[crosscheck][supervise]") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    const Supervised process(work_until_interrupted);
    REQUIRE(process.heard() == "begun ");
    process.send(signal, false);
    CHECK(process.status() == 128 + signal);
    CHECK(process.heard() == "ended");
  }
}

TEST_CASE("what a terminal sends to both processes lets the child say how far it came", "[crosscheck][supervise]") {
  for (const int signal : {SIGINT, SIGHUP}) {
    CAPTURE(signal);
    const Supervised process(work_until_interrupted);
    REQUIRE(process.heard() == "begun ");
    process.send(signal, true);
    CHECK(process.status() == 128 + signal);
    CHECK(process.heard() == "ended");
  }
}

TEST_CASE("a signal that ends the child before it can say so is no fault of the gates", "[crosscheck][supervise]") {
  const Supervised process([](Supervisor&, const Pipe& say) {
    std::signal(SIGTERM, SIG_DFL);
    say.say("begun ");
    std::this_thread::sleep_for(std::chrono::seconds(10));
  });
  REQUIRE(process.heard() == "begun ");
  process.send(SIGINT, false);
  CHECK(process.status() == 130);
  CHECK(process.heard() == "interrupted; nothing was written");
}

TEST_CASE("a second signal ends the parent at once, whatever the child does", "[crosscheck][supervise]") {
  const Supervised process([](Supervisor&, const Pipe& say) {
    say.say("begun ");
    while (!sim::is_interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    say.say("told");
    std::this_thread::sleep_for(std::chrono::seconds(10));
    say.say(" went on");
  });
  REQUIRE(process.heard() == "begun ");
  process.send(SIGTERM, false);
  REQUIRE(process.heard() == "told");
  process.send(SIGTERM, false);
  CHECK(process.status() == kEndedBySignal + SIGTERM);
}
