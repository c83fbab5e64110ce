// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/comparison.hpp"

#include <fmt/format.h>

#include "models/core/error.hpp"

namespace octet::crosscheck {
namespace {

void compare_time(const std::string& what, Cycles systemc, Cycles rtl, std::vector<std::string>& out) {
  if (systemc != rtl) out.push_back(fmt::format("{}: systemc {}, rtl {}", what, systemc.count(), rtl.count()));
}

}  // namespace

Comparison compare(const std::vector<Element>& elements, const ViewResult& golden, const ViewResult& systemc,
                   const ViewResult& rtl) {
  OCTET_CHECK(golden.values.size() == elements.size() && systemc.values.size() == elements.size() &&
                  rtl.values.size() == elements.size(),
              "every view gives every value");
  Comparison out;
  out.compared = elements.size();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::int64_t g = golden.values[i], s = systemc.values[i], r = rtl.values[i];
    if (g == s && s == r) continue;
    if (out.mismatches++ == 0) out.first = Difference{elements[i], i, g, s, r};
  }
  out.cycles_systemc = systemc.cycles;
  out.cycles_rtl = rtl.cycles;
  out.units_systemc = systemc.units;
  out.units_rtl = rtl.units;
  compare_time("cycles", systemc.cycles, rtl.cycles, out.time_differences);
  for (std::size_t i = 0; i < hw::kUnitCount; ++i) {
    const std::string unit = hw::name(static_cast<hw::UnitId>(i));
    compare_time(unit + " busy", systemc.units[i].busy, rtl.units[i].busy, out.time_differences);
    compare_time(unit + " idle", systemc.units[i].idle, rtl.units[i].idle, out.time_differences);
    for (std::size_t cause = 0; cause < hw::kStallCauseCount; ++cause)
      compare_time(fmt::format("{} stalled by {}", unit, hw::name(static_cast<hw::StallCause>(cause))),
                   systemc.units[i].stalled[cause], rtl.units[i].stalled[cause], out.time_differences);
  }
  return out;
}

double cycle_error_percent(Cycles systemc, Cycles rtl) {
  const auto s = static_cast<double>(systemc.count()), r = static_cast<double>(rtl.count());
  return s == r ? 0.0 : 100.0 * (r - s) / (s > 0.0 ? s : 1.0);
}

}  // namespace octet::crosscheck
