// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/synthesis/liberty_group.hpp"

namespace octet::power {

/// A table of a library over the capacitance at an output and the transition time at an input, in the library's units.
class LookupTable {
 public:
  /// `group` is a `rise_power`, `rise_transition` or the like; `templates` are the library's, by name, for what the
  /// group does not say itself. Throws `UserError` naming `place` for other variables, and for axes and values that
  /// do not fit each other.
  LookupTable(const synthesis::LibertyGroup& group,
              const std::map<std::string, const synthesis::LibertyGroup*>& templates, const std::string& place);

  /// Between the points on straight lines; outside the value at the border, so that no energy turns negative far out.
  double at(double load, double slew) const;

 private:
  std::vector<double> load_{0.0}, slew_{0.0};  ///< one point where it does not matter
  std::vector<double> values_;                 ///< by load, then by slew
};

/// The mean of several tables; 0 for none.
double mean_at(const std::vector<LookupTable>& tables, double load, double slew);

/// Numbers separated by spaces or commas. Throws `UserError` naming `place` for anything else.
std::vector<double> parse_numbers(const std::vector<std::string>& texts, const std::string& place);

}  // namespace octet::power
