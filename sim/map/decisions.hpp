// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/error.hpp"
#include "models/graph/model.hpp"
#include "sim/map/chunking.hpp"
#include "sim/map/mapping.hpp"

namespace octet::map {

/// Who decides, layer by layer, what the compiler then obeys: a mapping where it speaks, else the architecture's
/// `mapping` keys and a heuristic: on chip whatever fits, in chunks as large as leave the units busy. Kept from one
/// attempt to the next; `relieve` makes the next one smaller. `node` is an index among the model's nodes.
class Decisions {
 public:
  /// `wanted`: empty, or with a layer for every node. All of it outlives this.
  Decisions(const graph::Model& model, const arch::Architecture& architecture, const Mapping& wanted);

  /// The nodes as they run where the mapping says so, else empty.
  const std::vector<std::size_t>& order() const { return wanted_.order; }
  /// A mapping that cannot be obeyed: `what` is wrong of the layer.
  UserError refusal(std::size_t node, const std::string& what) const;
  /// Whether a node that may run along with the product before it does.
  bool fuses(std::size_t node);
  bool keeps_on_chip(graph::ValueId id) const { return !spilled_[static_cast<std::size_t>(id)]; }
  bool is_smallest(std::size_t node) const { return smallest_[node]; }
  /// Column tiles of a chunk, at least 1.
  std::uint64_t chunk_tiles(std::size_t node, const ChunkRequest& request);
  /// Of a ring of a node, at most; 0: as many as there are chunks.
  std::uint32_t slots(std::size_t node, machine::Space space) const;

  /// All in DRAM, every layer in its smallest working set: whether the model fits at all.
  void take_the_least();
  /// What the first attempt takes.
  void begin();
  /// The next attempt is smaller: a value goes to DRAM, if it may, or a node takes its smallest working set, false
  /// where the mapping forbids it.
  bool may_spill(graph::ValueId id) const;
  void spill(graph::ValueId id) { spilled_[static_cast<std::size_t>(id)] = true; }
  bool shrink(std::size_t node);
  /// What the mapping says of layers that have no such choice, or against itself, one fault each; after a lowering.
  std::vector<Diagnostic> unused() const;

  /// What was decided: read back, it makes the same program.
  Mapping chosen(const std::vector<std::size_t>& order) const;

 private:
  const LayerMapping& wanted(std::size_t node) const {
    return wanted_.layers.empty() ? kNothing : wanted_.layers[node];
  }

  static const LayerMapping kNothing;
  const graph::Model& model_;
  const arch::Architecture& architecture_;
  const Mapping& wanted_;
  std::vector<int> writer_;  ///< by value: the node that computes it, or -1
  std::vector<bool> spilled_, smallest_;
  std::vector<std::optional<bool>> fused_;
  std::vector<std::optional<std::uint32_t>> chunks_;
};

}  // namespace octet::map
