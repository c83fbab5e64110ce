// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/report/layer_groups.hpp"

namespace octet::report {

/// No line of an explanation is longer.
inline constexpr std::size_t kWidest = 120;

/// A name in at most `width` characters (2 at least): a longer one loses its beginning.
std::string cut(const std::string& name, std::size_t width);

/// A row a group of layers in program order, then the run: windows in cycles, their causes in percent of them, bounds.
/// Names that leave no room for the rest are cut.
std::string layer_table(const sim::Explanation& all, const std::vector<LayerGroup>& groups);

}  // namespace octet::report
