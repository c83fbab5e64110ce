// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hw/arch/architecture.hpp"
#include "models/program/program.hpp"

namespace octet::test {

/// A network known by its shapes on a machine, both drawn; and the program.
struct DrawnRun {
  std::string encoder;  ///< the network as a workload file writes it
  arch::Architecture architecture;
  program::Program program;

  /// Both as text, for a message that lets one run it again.
  std::string describe() const;
};

/// How many draws pin one parameter to one of its values, the ends of its range among them; all further ones are free.
std::uint64_t edge_draws();

/// Draw `index` of `seed`, the same for ever. Every parameter that changes time is drawn: arrays from 2 x 2, lanes,
/// banks 1 to 8 of one port or two, queues 1 to 8, slots 1 to 4, memory from a beat of 4 bytes and one burst
/// outstanding, all switches of the mapping; 1 to 1 024 tokens, odd widths, heads. The first `edge_draws()` pin one
/// parameter each. Buffers range from what just compiles to ample ones. Nothing where the compiler refuses the pair for
/// another reason than a buffer's size.
std::optional<DrawnRun> draw_run(std::uint64_t seed, std::uint64_t index);

}  // namespace octet::test
