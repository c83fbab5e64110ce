// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "hw/chip/platform.hpp"
#include "sim/estimate/estimate.hpp"

namespace octet::sim {
namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Costs of layers from their starts and ends.
template <class Layers>
std::vector<LayerCost> costs(const Layers& layers) {
  std::vector<LayerCost> out;
  Cycles latest;
  for (const auto& layer : layers) {
    const Cycles end = std::max(latest, layer.end);
    out.push_back({end - latest, layer.end - layer.start});
    latest = end;
  }
  return out;
}

double relative(Cycles estimate, Cycles systemc, double whole) {
  const double difference = static_cast<double>(estimate.count()) - static_cast<double>(systemc.count());
  return difference == 0 ? 0 : difference / std::max(whole, 1.0);
}

}  // namespace

double LayerComparison::error() const { return std::max(std::abs(window_error), std::abs(span_error)); }

const LayerComparison* EstimateComparison::worst() const {
  const auto found = std::max_element(layers.begin(), layers.end(),
                                      [](const auto& a, const auto& b) { return a.error() < b.error(); });
  return found == layers.end() ? nullptr : &*found;
}

std::size_t EstimateComparison::misses(double tolerance) const {
  return static_cast<std::size_t>(
             std::count_if(layers.begin(), layers.end(), [&](const auto& it) { return it.error() > tolerance; })) +
         (std::abs(error) > tolerance ? 1 : 0);
}

EstimateComparison compare(const program::Program& program, const arch::Architecture& architecture,
                           const Progress& progress) {
  const double start = cpu_seconds();
  const Estimate estimated = estimate(program, architecture);
  const double between = cpu_seconds();
  const hw::RunResult simulated = hw::Platform(architecture, {.values = false}).run(program, {}, progress);
  EstimateComparison out{simulated.cycles, estimated.cycles, 0, {}, cpu_seconds() - between, between - start};

  const double run = static_cast<double>(simulated.cycles.count());
  out.error = relative(estimated.cycles, simulated.cycles, run);
  const std::vector<LayerCost> systemc = costs(simulated.layers), estimates = costs(estimated.layers);
  for (std::size_t i = 0; i < systemc.size(); ++i) {
    if (simulated.layers[i].end == Cycles(0)) continue;
    const auto window = static_cast<double>(systemc[i].window.count());
    out.layers.push_back({simulated.layers[i].name, systemc[i], estimates[i],
                          relative(estimates[i].window, systemc[i].window, std::max(window, kSmallestWindow * run)),
                          relative(estimates[i].span, systemc[i].span, static_cast<double>(systemc[i].span.count()))});
  }
  return out;
}

}  // namespace octet::sim
