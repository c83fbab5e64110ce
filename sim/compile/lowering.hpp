// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/graph/model.hpp"
#include "sim/compile/group.hpp"
#include "sim/map/decisions.hpp"

namespace octet::sim {

/// The iteration space of a command and the valid part of its steps (docs/machine.md, "Commands").
struct IterationSpace {
  std::uint64_t count0 = 1, count1 = 1;
  std::uint64_t rows = 1, rows_last = 1;
  std::uint64_t columns = 1, columns_last = 1;
};

/// Cuts the columns of a shape into chunks of `chunk` columns.
IterationSpace chunked(IterationSpace shape, std::uint64_t chunk);

/// Turns graph nodes into groups. One object lowers one model once, as was decided. It walks; what is
/// particular of an operator stands in lower/<operator>.cpp, which lowers by the functions here.
class Lowering {
 public:
  /// Where a value lives. A value may have several homes: on chip for row operands, token major in DRAM for what
  /// crosses panels, as panels in DRAM for what only does not fit.
  struct Home {
    bool wants_panels = false, wants_rows = false;  ///< how its readers read it
    RegionId chip = kNoRegion;                      ///< row panels, activation buffer
    RegionId panels = kNoRegion;                    ///< row panels in DRAM (constants, spilled)
    RegionId rows = kNoRegion;                      ///< token major in DRAM
    std::uint32_t pitch = 0;                        ///< of `rows`
  };
  /// A result: where the producer writes it, and the store that takes it to DRAM, if any.
  struct Sink {
    Place place;
    bool stores = false;
    Draft store;
  };

  Lowering(const graph::Model& model, const arch::Architecture& architecture, map::Decisions& decisions);
  /// Throws UserError naming the layer and the limit when a command cannot count that far.
  Plan run();

  /// Of the node that is lowered.
  graph::Numerics numerics() const { return graph::numerics_of(model_, model_.nodes[static_cast<std::size_t>(node_)]); }
  const arch::Architecture& architecture() const { return architecture_; }
  std::uint64_t lanes() const { return lanes_; }                ///< R
  std::uint64_t tile_columns() const { return tile_columns_; }  ///< C
  const graph::Value& value(graph::ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  Home& home(graph::ValueId id) { return homes_[static_cast<std::size_t>(id)]; }
  bool is_spilled(graph::ValueId id) const { return !decisions_.keeps_on_chip(id); }
  // Of the node that is lowered (map::Decisions):
  bool is_smallest() const { return decisions_.is_smallest(static_cast<std::size_t>(node_)); }
  std::uint32_t slots(program::Space space) const { return decisions_.slots(static_cast<std::size_t>(node_), space); }
  std::uint64_t chunk_tiles(const map::ChunkRequest& request) {
    return decisions_.chunk_tiles(static_cast<std::size_t>(node_), request);
  }
  /// What runs in the group of the node that is lowered; null for nothing.
  const graph::Operator* fused() const;
  /// From here on regions and commands belong to it.
  void enter_fused() { node_ = fused_[static_cast<std::size_t>(node_)]; }

  RegionId add_region(program::Space space, std::uint64_t slot_bytes, std::uint64_t slots, Fill fill = nullptr);
  /// The shape of steps over whole rows of a value.
  IterationSpace row_shape(graph::ValueId id) const;
  Draft draft(program::Opcode opcode, program::Context context, const IterationSpace& shape) const;
  Draft load(program::Context context, const IterationSpace& shape, program::Layout layout, program::Space space) const;
  /// One panel a step.
  Draft move_panel(program::Opcode opcode, program::Context context, const IterationSpace& shape,
                   std::uint64_t element_bytes) const;
  /// Place of a value's panels in a step of `shape`. `slices`: i0 walks along its columns, else every i0 reads the same
  /// ones. Emits a load into a ring when the value is not on chip.
  Place row_operand(graph::ValueId id, const IterationSpace& shape, bool slices, program::Context loader);
  Place ring(program::Space space, std::uint64_t slot_bytes, std::uint64_t slots, program::Ring kind);
  Place weight_ring(std::uint64_t chunk_bytes, std::uint64_t chunks);
  Place activation_ring(std::uint64_t columns, std::uint64_t element_bytes, std::uint64_t steps);
  Sink sink(graph::ValueId id, const IterationSpace& shape);
  void push(Draft item, const Place& a, const Place& b, const Place& p, const Place& d);
  void push_store(const Sink& result);

 private:
  // lowering.cpp
  Plan lower_all();
  void make_homes(graph::ValueId id);
  void begin_group(int node);
  Group& group() { return plan_.groups.back(); }
  // order.cpp
  void find_uses();
  void find_fusions();
  std::vector<std::size_t> execution_order() const;
  void check_order(const std::vector<std::size_t>& order) const;

  const graph::Model& model_;
  const arch::Architecture& architecture_;
  map::Decisions& decisions_;
  std::uint64_t lanes_;
  std::uint64_t tile_columns_;
  Plan plan_;
  std::vector<Home> homes_;      ///< by value
  std::vector<int> fused_into_;  ///< by node: the linear node in whose group it runs, or -1
  std::vector<int> fused_;       ///< by node: the node fused into this one, or -1
  int node_ = 0;                 ///< being lowered: whom new regions and commands belong to
};

}  // namespace octet::sim
