// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/crosscheck/elements.hpp"
#include "sim/crosscheck/view_results.hpp"

namespace octet::crosscheck {

/// The first value that three views do not share.
struct Difference {
  Element at;
  std::uint64_t index = 0;  ///< among the compared values of the case
  std::int64_t golden = 0, systemc = 0, rtl = 0;
};

/// How three views of one case compare.
struct Comparison {
  std::uint64_t compared = 0, mismatches = 0;  ///< values; a mismatch: not all three the same
  std::optional<Difference> first;
  Cycles cycles_systemc, cycles_rtl;
  std::array<hw::UnitCounters, hw::kUnitCount> units_systemc{}, units_rtl{};
  /// One sentence a counter (cycles among them) in which SystemC and gates differ.
  std::vector<std::string> time_differences;
};

Comparison compare(const std::vector<Element>& elements, const ViewResult& golden, const ViewResult& systemc,
                   const ViewResult& rtl);

/// (rtl - systemc) / systemc in percent; positive where the model is too fast. 0 for two runs of no cycle.
double cycle_error_percent(Cycles systemc, Cycles rtl);

}  // namespace octet::crosscheck
