// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "models/core/matrix.hpp"
#include "models/graph/model.hpp"

namespace octet::graph {

/// Called with each value right after it is computed (the input first), in execution order; 32 bits hold the widest.
using ValueObserver = std::function<void(ValueId, const Matrix<std::int32_t>&)>;

/// The golden view: runs a valid model with weights (`validate`) on one input matrix with the golden kernels, integers
/// only. It knows no compiler, program or architecture. `input` has the shape of the input value and elements in its
/// range (InternalError). Returns the output value. Residual streams above 16 bits take elements of 32 bits inside.
Matrix<std::int16_t> execute(const Model& model, const Matrix<std::int16_t>& input, const ValueObserver& observer = {});

}  // namespace octet::graph
