// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "models/core/quantity.hpp"
#include "models/program/program.hpp"

namespace octet::sim {

/// When a layer's steps ran: cycles [start, end). Layers overlap. `busy`: cycles of units working for it, added over
/// units.
struct LayerCycles {
  Cycles start, end, busy;
};

/// The cycles [start, end) that are put to a layer's account; empty for a layer hidden behind earlier ones.
struct LayerWindow {
  Cycles start, end;

  Cycles cycles() const { return end - start; }
  bool is_hidden() const { return start == end; }
  friend bool operator==(const LayerWindow&, const LayerWindow&) = default;
};

/// A run cut into pieces that follow one another without gap or overlap: [0, startup) before the first step (the fetch
/// of the first command), the layers' windows in program order, [tail, cycles) after the last step.
struct RunWindows {
  Cycles startup, tail, cycles;
  std::vector<LayerWindow> layers;  ///< same index as the layers given

  friend bool operator==(const RunWindows&, const RunWindows&) = default;
};

/// The layers that have commands, in the order of their first ones.
std::vector<std::size_t> program_order(const program::Program& program);

/// Layers overlap in time, their windows do not: in program order a layer owns the cycles from the last end of the
/// layers before it to its own end, and none when it ends earlier. `order` as `program_order` gives it, `layers` by
/// `Program::layers`. docs/explain.md, "Windows".
RunWindows layer_windows(const std::vector<std::size_t>& order, const std::vector<LayerCycles>& layers, Cycles cycles);

}  // namespace octet::sim
