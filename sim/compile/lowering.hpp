// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/graph/model.hpp"
#include "sim/compile/group.hpp"

namespace octet::sim {

/// The iteration space of a command and the valid part of its steps (docs/machine.md, "Commands").
struct Shape {
  std::uint64_t count0 = 1, count1 = 1;
  std::uint64_t rows = 1, rows_last = 1;
  std::uint64_t columns = 1, columns_last = 1;
};

/// Turns graph nodes into groups. One object lowers one model once, for one set of choices.
class Lowering {
 public:
  Lowering(const graph::Model& model, const arch::Architecture& architecture, const Choices& choices);
  /// Throws UserError naming the layer and the limit when a command cannot count that far.
  Plan run();

 private:
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

  // lowering.cpp: homes, groups, operands
  Plan lower_all();
  void find_uses();
  void find_fusions();
  std::vector<std::size_t> execution_order() const;
  void make_homes(graph::ValueId id);
  const graph::Value& value(graph::ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  Home& home(graph::ValueId id) { return homes_[static_cast<std::size_t>(id)]; }
  Group& group() { return plan_.groups.back(); }
  void begin_group(int node);
  RegionId add_region(program::Space space, std::uint64_t slot_bytes, std::uint64_t slots,
                      Content content = Content::scratch);
  /// The shape of steps over whole rows of a value.
  Shape row_shape(graph::ValueId id) const;
  Draft draft(program::Opcode opcode, program::Context context, const Shape& shape) const;
  /// One panel a step.
  Draft move_panel(program::Opcode opcode, program::Context context, const Shape& shape,
                   std::uint64_t element_bytes) const;
  Draft load(program::Context context, const Shape& shape, program::Layout layout, program::Space space) const;
  /// Place of a value's panels in a step of `shape`. `slices`: i0 walks along its columns, else every i0 reads the same
  /// ones. Emits a load into a ring when the value is not on chip.
  Place row_operand(graph::ValueId id, const Shape& shape, bool slices, program::Context loader);
  Place ring(program::Space space, std::uint64_t slot_bytes, std::uint64_t slots, program::Ring kind);
  Place weight_ring(std::uint64_t chunk_bytes, std::uint64_t chunks);
  Place activation_ring(std::uint64_t columns, std::uint64_t element_bytes, std::uint64_t steps);
  Sink sink(graph::ValueId id, const Shape& shape);
  void push(Draft item, const Place& a, const Place& b, const Place& p, const Place& d);
  void push_store(const Sink& result);

  // lower_linear.cpp
  void lower(const graph::Linear& op);
  void lower_fused_gelu(const graph::Gelu& op, const Shape& shape, const Place& input);
  void lower_fused_add(const graph::Add& op, graph::ValueId fresh, const Shape& shape, const Place& input,
                       const Place& other);
  /// `whole`: in one piece, whatever the room: the context is needed for another stream in this group.
  Place load_requantization(const Shape& shape, std::uint64_t columns, bool whole);
  void lower(const graph::Mean& op);
  // lower_attention.cpp
  void lower(const graph::Attention& op);
  Place load_head(program::Context context, const Shape& shape, graph::ValueId id, std::uint64_t width,
                  program::Layout layout);
  // lower_rowwise.cpp
  void lower(const graph::Constant&) {}
  void lower(const graph::Add& op);
  void lower(const graph::LayerNorm& op);
  void lower(const graph::Gelu& op);
  void lower(const graph::Softmax& op);
  Draft gelu_draft(const graph::Gelu& op, const Shape& shape) const;
  Draft add_draft(const graph::Add& op, const Shape& shape) const;

  const graph::Model& model_;
  const arch::Architecture& architecture_;
  const Choices& choices_;
  std::uint64_t lanes_;         ///< R
  std::uint64_t tile_columns_;  ///< C
  Plan plan_;
  std::vector<Home> homes_;      ///< by value
  std::vector<int> fused_into_;  ///< by node: the linear node in whose group it runs, or -1
  std::vector<int> fused_;       ///< by node: the node fused into this one, or -1
  int node_ = 0;                 ///< being lowered: whom new regions and commands belong to
};

/// The values a node reads.
std::vector<graph::ValueId> inputs_of(const graph::Operator& op);
graph::ValueId output_of(const graph::Operator& op);

}  // namespace octet::sim
