// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/execute/layer_results.hpp"
#include "models/graph/model.hpp"

namespace octet::sim {

/// Whoever wants layers' integers of every inference, whatever the view: as the golden view or the machine computes
/// them, a layer's value once an inference, layers in any order.
struct LayerTap {
  std::vector<bool> wanted;  ///< by `Model::nodes`
  execute::TakeLayer take;   ///< by the same index
};

/// Marks the named layers; `all` is all of them. Throws `UserError` at `place` for every name that the model does not
/// have.
std::vector<bool> find_layers(const graph::Model& model, const std::vector<std::string>& names,
                              const std::string& place);

/// Constants are computed by nobody: they are taken as the package holds them. Views tell of all others.
void take_constants(const graph::Model& model, const LayerTap& tap);

/// A tap on a machine that runs a program once; without a tap it does nothing.
class MachineTap {
 public:
  MachineTap(const program::Program& program, const LayerTap* tap) {
    if (tap != nullptr) layers_.emplace(program, tap->wanted, tap->take);
  }
  MachineTap(const MachineTap&) = delete;
  MachineTap& operator=(const MachineTap&) = delete;

  /// For the machine, as long as this object lives; empty without a tap.
  execute::StepObserver observer() {
    if (!layers_) return {};
    return
        [this](program::Context context, const execute::ReadActivations& read) { layers_->step_over(context, read); };
  }
  /// After the run: everything wanted was told (`InternalError`).
  void finish() const {
    if (layers_) layers_->finish();
  }

 private:
  std::optional<execute::LayerResults> layers_;
};

}  // namespace octet::sim
