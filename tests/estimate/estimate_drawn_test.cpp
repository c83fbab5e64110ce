// SPDX-License-Identifier: Apache-2.0
// Drawn networks on drawn machines: the estimate is SystemC to the cycle, layer by layer. OCTET_SEED and
// OCTET_ESTIMATE_DRAWS (100 unless given) say which and how many; the parameters' ends come first.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "sim/estimate/comparison.hpp"
#include "sim/estimate/estimate.hpp"
#include "tests/estimate/drawn_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

std::uint64_t draws() {
  const char* text = std::getenv("OCTET_ESTIMATE_DRAWS");
  return text == nullptr ? 100 : std::strtoull(text, nullptr, 0);
}

struct Sum {
  std::uint64_t runs = 0, refused = 0, layers = 0, inexact_layers = 0, bad_layers = 0, bad_runs = 0;
  std::uint64_t steps = 0, walked = 0;
  double worst_run = 0, worst_layer = 0;

  void add(const sim::EstimateComparison& result) {
    ++runs;
    worst_run = std::max(worst_run, std::abs(result.error));
    if (result.misses(0.05) > 0 && std::abs(result.error) > 0.05) ++bad_runs;
    for (const sim::LayerComparison& layer : result.layers) {
      ++layers;
      worst_layer = std::max(worst_layer, layer.error());
      if (layer.error() > 0) ++inexact_layers;
      if (layer.error() > 0.05) ++bad_layers;
    }
  }
};

std::ostream& operator<<(std::ostream& out, const Sum& it) {
  return out << it.runs << " runs, " << it.refused << " refused; beyond 5 %: " << it.bad_runs << " runs, "
             << it.bad_layers << " of " << it.layers << " layers; " << it.inexact_layers
             << " layers not exact; largest error: " << 100 * it.worst_run << " % a run, " << 100 * it.worst_layer
             << " % a layer; " << it.walked << " of " << it.steps << " steps walked";
}

}  // namespace

TEST_CASE("drawn networks on drawn machines take the cycles of SystemC, every layer", "[estimate][drawn]") {
  const std::uint64_t seed = test::seed(), count = draws();
  CAPTURE(seed);
  Sum sum;
  for (std::uint64_t i = 0; i < count; ++i) {
    // Few draws meet every parameter's ends, too.
    const std::uint64_t index = count < test::edge_draws() ? i * test::edge_draws() / count : i;
    CAPTURE(index);
    const auto drawn = test::draw_run(seed, index);
    if (!drawn) {
      ++sum.refused;
      continue;
    }
    sum.add(sim::compare(drawn->program, drawn->architecture));
    for (const program::Command& command : drawn->program.commands) sum.steps += program::step_count(command);
    sum.walked += sim::estimate(drawn->program, drawn->architecture).steps_walked;
    CAPTURE(drawn->describe());
    CHECK(sum.worst_run == 0);
    REQUIRE(sum.worst_layer == 0);
  }
  std::cout << sum << ", seed " << seed << "\n";
  CHECK(sum.refused * 10 <= count);
  CHECK(sum.walked * 4 < sum.steps * 3);  // and it does not walk all of it
}
