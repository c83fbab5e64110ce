// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/metrics.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace octet::explore {
namespace {

struct Metric {
  std::string_view name;
  bool is_share;  ///< in [0, 1], and larger is better
};
constexpr std::array<Metric, 11> kMetrics = {{{kCycles, false},
                                              {"latency_s", false},
                                              {"dram_read_bytes", false},
                                              {"dram_write_bytes", false},
                                              {"dram_bytes", false},
                                              {"buffer_bytes", false},
                                              {"multipliers", false},
                                              {"area_mm2", false},
                                              {"energy_j", false},
                                              {"utilization", true},
                                              {kAccuracy, true}}};

const Metric* find(const std::string& name) {
  const auto found = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const Metric& it) { return it.name == name; });
  return found == kMetrics.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const Metric& metric : kMetrics) names.emplace_back(metric.name);
  return names;
}

bool is_metric(const std::string& name) { return find(name) != nullptr; }

bool is_better_larger(const std::string& name) {
  const Metric* metric = find(name);
  return metric != nullptr && metric->is_share;
}

double least_value(const std::string& /*metric*/) { return 0.0; }

double largest_value(const std::string& metric) {
  return is_better_larger(metric) ? 1.0 : std::numeric_limits<double>::infinity();
}

}  // namespace octet::explore
