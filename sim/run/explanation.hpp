// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hw/core/array_log.hpp"
#include "models/core/quantity.hpp"
#include "sim/run/layer_windows.hpp"

namespace octet::sim {

/// Cycles by `hw::ArrayCause`.
using CauseCycles = std::array<Cycles, hw::kArrayCauseCount>;

/// A resource and cycles of it: `array`, `memory`, or the name of a unit.
struct ResourceCycles {
  std::string resource;  ///< empty: the layer has no step
  Cycles cycles;
};

/// One layer (docs/explain.md).
struct LayerExplanation {
  LayerWindow window;
  CauseCycles causes{};     ///< of its window; they add up to it
  Cycles span;              ///< from its first step's start to its last one's end
  ResourceCycles bound;     ///< the resource its own steps hold longest
  ResourceCycles roofline;  ///< the least cycles its work can take, and on which resource
  Bytes traffic;            ///< over the memory port
};

/// A change that was tried: of the machine against a cause, or of the mapping, which costs no hardware.
struct Suggestion {
  std::optional<hw::ArrayCause> cause;  ///< nothing: a change of the mapping
  std::string change;                   ///< as `--set` takes it; empty: nothing tried made the run shorter
  Cycles cycles;                        ///< of the run with it
};

/// Where the cycles of one inference went.
struct Explanation {
  Cycles cycles;
  std::vector<std::size_t> order;                  ///< layers with commands, in program order
  std::vector<LayerExplanation> layers;            ///< by `Program::layers`
  Cycles startup, tail;                            ///< before the first step, after the last
  CauseCycles before{}, after{};                   ///< what they consist of
  CauseCycles total{};                             ///< of the run; they add up to it
  std::array<bool, hw::kArrayCauseCount> lacks{};  ///< causes that are units which the machine does not have
  ResourceCycles roofline;                         ///< of the whole run
  Macs macs;
  Macs peak;         ///< of the array, a cycle
  Bytes dram;        ///< moved, commands included
  Bytes beat_bytes;  ///< the memory's most, a cycle
  Cycles beats;      ///< cycles in which the data bus is taken

  std::vector<Suggestion> suggestions;  ///< for the longest waits, then for the mapping

  Cycles of(hw::ArrayCause cause) const { return total[static_cast<std::size_t>(cause)]; }
  /// Multiply-accumulates a byte of DRAM traffic.
  double intensity() const;
  /// Multiply-accumulates a cycle that array and memory allow at this intensity.
  double attainable() const;
  double attained() const;
  /// Part of the multipliers without a valid product while the array multiplies, 0..1.
  double padding() const;
};

}  // namespace octet::sim
