// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace octet::bench {

/// The machine that was measured, as far as speed depends on it.
struct Host {
  std::string cpu_model;                      ///< "unknown" where the system does not tell
  std::vector<std::string> instruction_sets;  ///< those of the vector extensions that kernels can use
  unsigned cores = 0;                         ///< this process may use
};

/// This machine.
Host this_host();

/// Model and instruction sets from the text of /proc/cpuinfo.
Host read_cpuinfo(std::istream& text);

}  // namespace octet::bench
