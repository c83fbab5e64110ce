// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/graph/model.hpp"
#include "models/program/program.hpp"
#include "sim/run/layer_tap.hpp"
#include "sim/run/record.hpp"
#include "sim/run/view_choice.hpp"

namespace octet::sim {

/// One view of the machine. Implementations give the same bits; only those that have time fill `last_time`.
class View {
 public:
  virtual ~View() = default;
  /// What `progress` of one inference counts.
  virtual const char* part_name() const = 0;
  /// One inference; `tap`, if there is one, hears of the layers that are computed (a view without values tells none).
  virtual Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const Progress& progress = {},
                                   const LayerTap* tap = nullptr) = 0;
  /// What the machine measured in the last `run`; nothing for a view without time.
  virtual std::optional<MachineTime> last_time() const { return std::nullopt; }
};

/// The graph executor: exact integers, no time. `model` outlives the view.
std::unique_ptr<View> make_golden_view(const graph::Model& model);

/// The SystemC platform. `values` false: time only. `program` outlives the view. The timeline is of the first run, and
/// so is the explanation, if wanted.
std::unique_ptr<View> make_systemc_view(const arch::Architecture& architecture, const program::Program& program,
                                        bool values, bool explains = false);

/// What is told while gates are built; may throw or end the process (`rtl::provide_model`).
using BuildProgress = std::function<void(const std::string&)>;

/// The SystemC platform with values and the gates of some units (not none) in their places. Its `run` throws
/// `ViewMismatch` when these take other cycles than the units. `program` outlives the view.
std::unique_ptr<View> make_gated_view(const arch::Architecture& architecture, const program::Program& program,
                                      const std::set<hw::UnitId>& gates, bool explains = false,
                                      const BuildProgress& building = {});

/// The whole accelerator in gates. `program` outlives the view.
std::unique_ptr<View> make_rtl_view(const arch::Architecture& architecture, const program::Program& program,
                                    const BuildProgress& building = {});

/// Cycles in closed form (docs/estimate.md), no values: `run` returns an empty matrix. `program` outlives the view.
std::unique_ptr<View> make_estimate_view(const arch::Architecture& architecture, const program::Program& program);

/// The chosen view, unless that is the golden one. Without `values` only views that do without.
std::unique_ptr<View> make_machine_view(const ViewChoice& choice, const arch::Architecture& architecture,
                                        const program::Program& program, bool values, bool explains = false,
                                        const BuildProgress& building = {});

/// Names `--view` takes in this build.
std::vector<std::string> view_names();

}  // namespace octet::sim
