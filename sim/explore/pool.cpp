// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/pool.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "sim/explore/worker.hpp"

namespace octet::explore {
namespace {

constexpr int kTickMilliseconds = 50;

}  // namespace

Pool::Pool(unsigned workers, Work work, const Limits& limits) : work_(std::move(work)), limits_(limits) {
  workers_.resize(std::max(1U, workers));
}

Pool::~Pool() = default;

void Pool::run(std::span<const std::string> jobs, const Take& take, const std::function<void()>& tick) {
  try {
    std::size_t next = 0, over = 0;
    while (over < jobs.size()) {
      std::vector<pollfd> watched;
      std::vector<Worker*> busy;
      for (std::unique_ptr<Worker>& worker : workers_) {
        if (worker && !worker->is_alive()) worker.reset();
        if (next < jobs.size() && !(worker && worker->is_busy())) {
          if (!worker) worker = std::make_unique<Worker>(work_, limits_);
          worker->start(next, jobs[next]);
          ++next;
        }
        if (!worker || !worker->is_busy()) continue;
        watched.push_back({worker->descriptor(), POLLIN, 0});
        busy.push_back(worker.get());
      }
      if (poll(watched.data(), watched.size(), kTickMilliseconds) < 0 && errno != EINTR)
        throw std::system_error(errno, std::generic_category(), "workers cannot be waited for");
      for (std::size_t i = 0; i < busy.size(); ++i) {
        const std::size_t job = busy[i]->job();
        const bool is_late = busy[i]->seconds() > limits_.seconds;
        if (watched[i].revents == 0 && !is_late) continue;
        // An answer that came too late is none: whether it was seen in time must not be left to chance.
        take(job,
             is_late ? busy[i]->abandon(fmt::format("took longer than {} s", limits_.seconds)) : busy[i]->finish());
        ++over;
      }
      tick();
    }
  } catch (...) {
    workers_.clear();  // none goes on with what nobody waits for
    throw;
  }
}

}  // namespace octet::explore
