// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "models/core/matrix.hpp"
#include "models/core/quantity.hpp"
#include "models/io/digest.hpp"
#include "models/tasks/score.hpp"
#include "sim/run/costs.hpp"
#include "sim/run/explanation.hpp"
#include "sim/run/host_usage.hpp"

namespace octet::sim {

/// How one unit spent the run; busy, idle and the stalls add up to the run's cycles.
struct UnitTime {
  std::string name;
  Cycles busy, idle;
  std::vector<std::pair<std::string, Cycles>> stalled;  ///< by cause: token, bank, port, unit, drain
};

/// One node of the graph.
struct LayerRecord {
  std::string name;
  Macs macs;
  std::optional<LayerCycles> cycles;  ///< nothing in a view without time, or for a node that became part of another
  std::optional<std::size_t> machine_layer;  ///< index in `MachineTime::layers`, where there are cycles
};

/// A unit at work, for the timeline: cycles [start, start + length).
struct Span {
  std::uint32_t unit = 0, layer = 0;  ///< index in `MachineTime::units` and `layer_names`
  Cycles start, length;
};

/// What the simulated machine measured for one inference.
struct MachineTime {
  Cycles cycles;
  std::vector<UnitTime> units;
  std::string stalls_missing_reason;  ///< not empty: idle and stalled cycles of the units are not known, and why
  std::vector<std::pair<std::string, std::uint64_t>> memory;  ///< keys end in their unit, e.g. `dram_read_bytes`
  std::string memory_missing_reason;       ///< not empty: `memory` holds but a part of the traffic, and why
  std::vector<LayerCycles> layers;         ///< same index as `Program::layers`
  hw::Counters events;                     ///< all that was counted
  std::vector<hw::Counters> layer_events;  ///< by layer: events without cycles; together those of `events`
  RunWindows windows;                      ///< the run cut into the layers' pieces, where there are layers
  std::string layers_missing_reason;       ///< not empty: there are neither layers nor spans, and why
  std::vector<std::string> layer_names;    ///< `Program::layers`
  std::vector<Span> spans;
  std::optional<Explanation> explanation;  ///< where it was asked for
};

/// One input's result.
struct InferenceResult {
  std::optional<int> label;
  std::size_t prediction = 0;  ///< its class
  Matrix<std::int16_t> output;
};

/// A layer's integers in a file of the result.
struct DumpedLayer {
  std::string layer, file, type;   ///< file: within the folder; type: as NumPy names it
  std::vector<std::size_t> shape;  ///< inputs, rows, columns
};

/// Everything a report of one run needs. The cycles of an inference never depend on data, so one `MachineTime` stands
/// for all.
struct RunRecord {
  std::string workload;  ///< name of the model
  arch::Architecture architecture;
  std::string view;
  bool timing_only = false;
  std::vector<InferenceResult> outcomes;  ///< empty with timing_only
  std::optional<MachineTime> time;
  std::vector<LayerRecord> layers;
  std::optional<Costs> costs;                ///< where the technology table has all rows that it takes
  std::string costs_missing_reason;          ///< else why there are none
  Macs macs;                                 ///< of one inference
  std::uint64_t asked_inputs = 0;            ///< by `--limit`; 0: as many as there are
  std::size_t patched_images = 0;            ///< images the host cut into patches
  std::optional<std::uint64_t> input_seed;   ///< of random inputs
  std::optional<std::uint64_t> weight_seed;  ///< of random weights
  std::vector<DumpedLayer> dumped;           ///< where it was asked for
  std::vector<io::InputFile> inputs;
  std::string command_line;
  HostUsage host;

  /// The accuracy of labeled outcomes, or nothing.
  std::optional<tasks::Score> score() const;
  /// Time of one inference; 0 in a view without time.
  double seconds() const;
  /// Multiply-accumulates done over those the array could have done in the run's cycles, 0..1.
  double utilization() const;
};

}  // namespace octet::sim
