// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/chip/run_result.hpp"
#include "models/program/program.hpp"
#include "sim/run/explanation.hpp"

namespace octet::sim {

/// The array's cause in every cycle of the run: stretches [begin, end) that follow one another from 0 to the end.
class ArrayTimeline {
 public:
  ArrayTimeline(const program::Program& program, const arch::Architecture& architecture, const hw::RunResult& result);
  /// Cycles of [begin, end) by cause.
  CauseCycles between(Cycles begin, Cycles end) const;

 private:
  struct Stretch {
    Cycles begin, end;
    hw::ArrayCause cause;
  };
  void add(Cycles begin, Cycles end, hw::ArrayCause cause);

  std::vector<Stretch> stretches_;
};

}  // namespace octet::sim
