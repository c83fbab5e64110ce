// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/pool.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace octet::explore;

namespace {

/// Does what its job says.
Outcome obey(const std::string& job) {
  for (const int each : {SIGSEGV, SIGABRT}) signal(each, SIG_DFL);  // the test program catches them to report itself
  if (job == "crash") raise(SIGSEGV);
  if (job == "abort") raise(SIGABRT);
  if (job == "kill") raise(SIGKILL);
  if (job == "exit") _exit(7);
  if (job == "throw") throw std::runtime_error("a broken thing");
  if (job == "memory") throw std::bad_alloc();
  if (job == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
  return {Outcome::State::done, "", {{"length", static_cast<double>(job.size())}}, 0};
}

std::map<std::size_t, Outcome> run(Pool& pool, const std::vector<std::string>& jobs) {
  std::map<std::size_t, Outcome> outcomes;
  pool.run(
      jobs,
      [&](std::size_t job, const Outcome& outcome) {
        CHECK(outcomes.emplace(job, outcome).second);  // each is taken once
      },
      [] {});
  return outcomes;
}

}  // namespace

TEST_CASE("a piece that crashes, throws, ends its process or hangs is told with its reason, and the others are done",
          "[explore][bad]") {
  const std::vector<std::pair<std::string, std::string>> bad = {{"crash", "ended by signal 11 (Segmentation fault)"},
                                                                {"abort", "ended by signal 6"},
                                                                {"kill", "for want of memory"},
                                                                {"exit", "ended with status 7"},
                                                                {"throw", "a broken thing"},
                                                                {"memory", "not enough memory"},
                                                                {"hang", "took longer than 0.3 s"}};
  std::vector<std::string> jobs;
  for (int round = 0; round < 3; ++round)
    for (const auto& [job, reason] : bad) jobs.insert(jobs.end(), {job, "good", "better"});
  for (const unsigned workers : {1U, 3U}) {
    Pool pool(workers, obey, {0.3, 0});
    const std::map<std::size_t, Outcome> outcomes = run(pool, jobs);
    REQUIRE(outcomes.size() == jobs.size());
    for (const auto& [index, outcome] : outcomes) {
      INFO(jobs[index] << ": " << outcome.reason);
      if (index % 3 == 0) {
        CHECK(outcome.state == Outcome::State::failed);
        CHECK_THAT(outcome.reason, Catch::Contains(bad[index / 3 % bad.size()].second));
      } else {
        CHECK(outcome.is_done());
        CHECK(outcome.metrics.at("length") == static_cast<double>(jobs[index].size()));
      }
    }
  }
}

TEST_CASE("one pool does many rounds, and none of nothing", "[explore]") {
  Pool pool(2, obey, {});
  CHECK(run(pool, {}).empty());
  for (int round = 0; round < 5; ++round) CHECK(run(pool, std::vector<std::string>(20, "good")).size() == 20);
}

TEST_CASE("what a tick throws ends the pool's work at once", "[explore]") {
  Pool pool(2, obey, {});
  const std::vector<std::string> jobs(2, "hang");
  CHECK_THROWS_WITH(pool.run(
                        jobs, [](std::size_t, const Outcome&) {}, [] { throw std::runtime_error("enough"); }),
                    "enough");
}

#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("a piece that wants more memory than it may have fails alone", "[explore][bad]") {
  Pool pool(1,
            [](const std::string& job) {
              std::vector<char> much(job == "much" ? std::size_t{1} << 30 : 1);
              return Outcome{Outcome::State::done, "", {{"last", static_cast<double>(much.back())}}, 0};
            },
            {600, 512});
  const std::map<std::size_t, Outcome> outcomes = run(pool, {"much", "little"});
  CHECK(outcomes.at(0).reason == "not enough memory");
  CHECK(outcomes.at(1).is_done());
}
#endif
