// SPDX-License-Identifier: Apache-2.0
#include "sim/run/host_usage.hpp"

#include <sys/resource.h>

namespace octet::sim {

HostUsage host_usage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  // Linux counts ru_maxrss in KiB.
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

}  // namespace octet::sim
