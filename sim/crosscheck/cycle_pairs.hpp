// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "models/core/progress.hpp"
#include "sim/crosscheck/case.hpp"
#include "sim/crosscheck/random_model.hpp"

namespace octet::crosscheck {

/// What keeps a run from being shorter: who is busy longest.
enum class Bound : std::uint8_t { memory, nonlinear, array, other };

/// The busiest of the memory port (all transfers and fetches), the array, and each unit behind it.
struct Busiest {
  Bound bound = Bound::other;  ///< nonlinear: softmax, activation or normalization
  std::string name;            ///< `memory port`, or the unit
};
Busiest busiest(const hw::Counters& counters);

/// An encoder layer on a drawn architecture.
struct LayerShape {
  RandomEncoder encoder;
  Case compiled;
  Busiest busiest;  ///< in SystemC
};
struct Machine {
  arch::Architecture architecture;
  std::vector<LayerShape> layers;
};

/// `machines` architectures with `layers` layers each, from the seed: R x C in multiples of 4 and up to 256
/// multipliers, any lanes, buffers, queues, beats and latencies; of every five pairs two are memory-bound and two are
/// bound by a nonlinear unit: normalization, softmax and activation in turn, a machine each. Throws `UserError` when no
/// architecture with such layers can be found.
std::vector<Machine> draw_machines(std::uint64_t seed, std::uint64_t machines, std::uint64_t layers,
                                   const Progress& progress = {});

/// "8x12, lanes 3/1/8/2/5, ..." and "7 tokens, d 24, 3 heads, ffn 40".
std::string describe(const arch::Architecture& architecture);
std::string describe(const RandomEncoder& encoder);

}  // namespace octet::crosscheck
