// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/gate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace octet::bench {

void check_gate(const Results& results, double factor) {
  const std::vector<std::string> missed = missed_by(results, factor);
  if (!missed.empty())
    throw GateMissed(fmt::format("missed by more than {:g} times the target: {}", factor, fmt::join(missed, ", ")));
}

}  // namespace octet::bench
