// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/graph/model.hpp"
#include "models/kernels/instruction_set.hpp"

namespace octet::graph {

/// Called with each value right after it is computed (the input first), in execution order; 32 bits hold the widest.
using ValueObserver = std::function<void(ValueId, const Matrix<std::int32_t>&)>;

/// The golden view: runs a valid model with weights (`validate`) with kernels that have the bits of the golden units,
/// integers only. It knows no compiler, program or architecture. Weights are brought into the kernels' order once, so
/// one executor should run all inputs of a model; the model must outlive it.
class Executor {
 public:
  /// Throws `InternalError` for a model without weights or a set this CPU lacks.
  explicit Executor(const Model& model, kernels::InstructionSet set = kernels::instruction_set());
  ~Executor();
  Executor(Executor&&) noexcept;
  Executor& operator=(Executor&&) noexcept;

  /// The output value for one input: it has the shape of the input value and elements in its range (InternalError).
  /// Residual streams above 16 bits take elements of 32 bits inside.
  /// `progress` counts nodes.
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const ValueObserver& observer = {},
                           const Progress& progress = {});

  /// Runs with elements of one width; defined in the source file.
  class Runner;

 private:
  std::unique_ptr<Runner> runner_;
};

/// One input through an executor of its own.
Matrix<std::int16_t> execute(const Model& model, const Matrix<std::int16_t>& input, const ValueObserver& observer = {},
                             const Progress& progress = {});

}  // namespace octet::graph
