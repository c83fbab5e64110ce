// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/graph/model.hpp"
#include "models/operators/checker.hpp"

namespace octet::graph {

/// Scales of values are single precision numbers, and no subnormal ones.
inline constexpr double kLeastScale = 1.2e-38, kLargestScale = 3.4e38;

/// Everything a view relies on, checked without trusting any index: numerics in range, names unique and printable,
/// shapes agree, widths in range (input and output of at most 16 bits),
/// every value written once before it is read, weights in [-127, 127], scales normalized, accumulators that cannot
/// overflow 32 bits; of a model without weights, what its shapes decide. A node that reads what a faulty node writes is
/// not judged: one mistake gives one fault. Empty for a valid model.
std::vector<Fault> find_faults(const Model& model);

/// Throws UserError with every fault, all at `place`.
void validate(const Model& model, const std::string& place);

}  // namespace octet::graph
