// SPDX-License-Identifier: Apache-2.0
#include "sim/run/traffic.hpp"

namespace octet::sim {

std::vector<std::pair<std::string, std::uint64_t>> memory_traffic(const hw::Counters& counters) {
  std::vector<std::pair<std::string, std::uint64_t>> traffic;
  for (std::size_t i = 0; i < program::kSpaceCount; ++i) {
    const auto space = static_cast<program::Space>(i);
    const hw::MemoryCounters& memory = counters.memory(space);
    const std::string name = program::name(space);
    traffic.emplace_back(name + "_read_bytes", memory.read.count());
    traffic.emplace_back(name + "_write_bytes", memory.written.count());
    traffic.emplace_back(name + "_read_words", memory.words_read);
    traffic.emplace_back(name + "_write_words", memory.words_written);
  }
  traffic.emplace_back("dram_bursts", counters.bursts);
  traffic.emplace_back("dram_activations", counters.activations);
  traffic.emplace_back("commands", counters.commands);
  return traffic;
}

}  // namespace octet::sim
