// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/bench/families.hpp"
#include "sim/bench/fixed_work.hpp"
#include "sim/bench/self_process.hpp"

namespace octet::bench {
namespace {

constexpr std::uint64_t kLimitBytes = 100'000'000;

struct Case {
  int columns;   ///< of the shipped architecture
  double cpu_s;  ///< at most, where the fixed work takes kFixedWorkCpuS
};
constexpr Case kCases[] = {{128, 0.05}, {32, 0.5}, {16, 1.0}};

}  // namespace

Family timing_only() {
  Family family;
  family.sides.push_back(fixed_work());
  for (const Case& it : kCases) {
    const std::string architecture = fmt::format("octet-{}", it.columns);
    const std::string name = fmt::format("timing_only_roberta_base_octet_{}", it.columns);
    const std::string process = "octet run roberta-base (256 tokens) --timing-only on " + architecture;
    family.sides.push_back({architecture, [architecture] {
                              return run_verb({shipped("roberta-base.yaml"), "--arch", architecture, "--timing-only"});
                            }});
    family.ratios.push_back({name, process + ", whole process, over the fixed work", architecture, "fixed work",
                             it.cpu_s / kFixedWorkCpuS});
    family.peaks.push_back({name + "_peak", process + ", peak resident set", architecture, kLimitBytes});
  }
  return family;
}

}  // namespace octet::bench
