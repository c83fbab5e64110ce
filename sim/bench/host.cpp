// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/host.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

namespace octet::bench {
namespace {

constexpr std::array kExtensions = {"sse2",    "ssse3",    "sse4_1",   "avx",      "avx2",        "fma",     "avx_vnni",
                                    "avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vnni", "amx_int8"};

/// The text after "key : ", or nothing.
std::string_view value_of(std::string_view line, std::string_view key) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || line.substr(0, key.size()) != key) return {};
  const std::size_t start = line.find_first_not_of(" \t", colon + 1);
  return start == std::string_view::npos ? std::string_view() : line.substr(start);
}

}  // namespace

Host read_cpuinfo(std::istream& text) {
  Host host;
  std::set<std::string> flags;
  for (std::string line; std::getline(text, line);) {
    if (host.cpu_model.empty()) host.cpu_model = value_of(line, "model name");
    if (flags.empty()) {
      std::istringstream words{std::string(value_of(line, "flags"))};
      for (std::string word; words >> word;) flags.insert(word);
    }
  }
  if (host.cpu_model.empty()) host.cpu_model = "unknown";
  std::copy_if(kExtensions.begin(), kExtensions.end(), std::back_inserter(host.instruction_sets),
               [&](const char* name) { return flags.count(name) != 0; });
  return host;
}

Host this_host() {
  std::ifstream file("/proc/cpuinfo");
  Host host = read_cpuinfo(file);
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) host.cores = static_cast<unsigned>(CPU_COUNT(&allowed));
  return host;
}

}  // namespace octet::bench
