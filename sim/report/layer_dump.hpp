// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/io/npy.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/run/layer_tap.hpp"
#include "sim/run/record.hpp"

namespace octet::report {

/// `dump/NAME.npy` in the folder of a run: one file a layer, [inputs, rows, columns] of its integers. A name's `/`,
/// which would be a folder, is written `%2F`.
class LayerDump {
 public:
  /// `wanted` by `Model::nodes`; `inputs` are going to be run. Makes the folder and the files, with headers. `model`
  /// and `folder` outlive the object.
  LayerDump(const graph::Model& model, std::vector<bool> wanted, std::size_t inputs, const Output& folder);

  /// Who takes the layers' values, as long as this object lives.
  const sim::LayerTap& tap() const { return tap_; }
  /// What was written: every file is whole (InternalError).
  std::vector<sim::DumpedLayer> finish() const;

 private:
  void take(std::size_t node, const Matrix<std::int32_t>& value);

  const Output& folder_;
  std::vector<std::optional<io::NpyFile>> files_;  ///< by node
  std::vector<sim::DumpedLayer> layers_;
  sim::LayerTap tap_;
};

}  // namespace octet::report
