// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/crosscheck/comparison.hpp"
#include "sim/crosscheck/cycle_pairs.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::crosscheck {

/// The memory a pair is run with. Cycles and counters are equal in each, or it is a miss.
struct MemoryVariant {
  const char* name;
  bool stalls;  ///< random stalls of every handshake with the memory
  bool slow;    ///< latency 400: the same gates
};
inline constexpr MemoryVariant kMemoryVariants[] = {
    {"fixed", false, false}, {"stalls", true, false}, {"slow", false, true}};

/// One pair in every variant.
struct PairCycles {
  std::string machine, layer, busiest;
  Bound bound = Bound::other;
  struct Variant {
    Cycles systemc, rtl;
    std::uint64_t mismatches = 0;               ///< values
    std::vector<std::string> time_differences;  ///< cycles and counters of units
  };
  std::vector<Variant> variants;  ///< as kMemoryVariants
};

struct CycleTable {
  std::uint64_t seed = 0;
  std::vector<std::string> machines;  ///< described
  std::vector<PairCycles> pairs;

  /// One sentence a pair whose bits, cycles or counters of a unit differ; empty when all is well.
  std::string misses() const;
};

CycleTable measure_cycles(std::uint64_t seed, const std::vector<Machine>& machines,
                          const std::function<void(const std::string&)>& build, const Progress& progress = {});

std::string table(const CycleTable& cycles);
/// A page that names the command that wrote it.
std::string markdown(const CycleTable& cycles, const std::string& command);
report::Json json(const CycleTable& cycles);

}  // namespace octet::crosscheck
