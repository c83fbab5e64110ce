// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hw/memory/devices/kinds.hpp"
#include "models/graph/model.hpp"
#include "models/machine/lanes.hpp"
#include "models/machine/per_buffer.hpp"
#include "models/program/geometry.hpp"

namespace octet::arch {

/// One on-chip buffer.
struct Buffer {
  std::uint64_t bytes = 0;
  std::uint32_t banks = 1;
  bool dual_port = true;  ///< one read and one write port a bank; false: one port for both
};

using machine::Lanes;

/// External memory behind the memory port.
struct Memory {
  hw::MemoryDevice device;        ///< its kind, with the parameters of that kind
  std::uint32_t beat_bytes = 0;   ///< power of two, at most 128 (AXI4)
  std::uint32_t burst_bytes = 0;  ///< longest burst, a power of two, at most 4096 and 256 beats (AXI4)
  std::uint32_t outstanding = 0;  ///< bursts unfinished at most
  std::uint64_t bytes = 0;
  std::uint32_t transposer_blocks = 2;  ///< blocks a transposing DMA step fills and drains at a time

  /// A memory of that kind, from reset; see hw::make_memory_model.
  std::unique_ptr<hw::MemoryModel> make(std::uint64_t stall_seed = 0) const {
    return hw::make_memory_model(device, {beat_bytes, bytes}, stall_seed);
  }
};

/// Numeric choices the machine was built for; compile refuses a package outside.
struct SupportedNumerics {
  int residual_bits_max = 16;
  int multiplier_bits_max = 31;
  int gelu_input_bits_max = 16;
  int score_bits_max = 16;
};

/// How the compiler maps networks; never changes bits.
struct MappingKeys {
  std::uint32_t chunk_tiles = 0;  ///< column tiles a weight chunk holds; 0: the compiler chooses
  bool keep_on_chip = true;       ///< keep activations on chip between layers where they fit
  // Overlaps (docs/machine.md, "Overlaps"): slots of the rings that decouple the units, at most; 1: they take turns
  std::uint32_t weight_slots = 0;       ///< chunks of weights, keys, values; 0: as many as half the buffer holds
  std::uint32_t activation_slots = 3;   ///< row tiles on their way between two units
  std::uint32_t accumulator_slots = 4;  ///< sums on their way to the requantizer; attention takes at most 3
  std::uint32_t parameter_slots = 2;    ///< chunks of a requantization table
  bool overlap_layers = true;           ///< a layer may start before the one before it has ended
  bool fuse = true;                     ///< GELU and residual additions run along with the product they follow
  bool keys_first = true;               ///< queries are computed after keys and values, which go through DRAM
};

/// A validated, resolved architecture: what everything but the reader sees.
struct Architecture {
  std::string name;
  std::uint64_t clock_hz = 0;
  std::uint32_t rows = 0, columns = 0;  ///< R, C
  bool shadow_accumulators = true;
  Lanes lanes;
  machine::PerBuffer<Buffer> buffers;
  std::uint32_t queue_depth = 0, fetch_depth = 0, dma_in_flight = 0;
  Memory memory;
  SupportedNumerics numerics;
  MappingKeys mapping;

  program::Geometry geometry() const;
  /// Whether there is such a unit: an optional one without lanes is not there.
  bool has(machine::UnitKind kind) const;
};

/// Reads an architecture: a file, or the name of a shipped one (hw/arch/configs). `overrides` are `path=value` strings
/// (--set). Throws `UserError` with every problem at once (unknown, duplicate, mistyped, missing keys; values out of
/// range).
Architecture read_architecture(const std::string& file_or_name, const std::vector<std::string>& overrides = {});

/// The resolved architecture as YAML that `read_architecture` reads back to the same.
std::string to_yaml(const Architecture& architecture);

/// Names of the shipped architectures, sorted.
std::vector<std::string> shipped_architectures();

}  // namespace octet::arch
