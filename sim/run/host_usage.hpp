// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace octet::sim {

/// What this process has used so far: the only figures of a report that differ from run to run.
struct HostUsage {
  double cpu_s = 0.0;  ///< user and system time
  std::uint64_t peak_rss_bytes = 0;
};

HostUsage host_usage();

}  // namespace octet::sim
