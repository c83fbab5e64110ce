// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/graph/model.hpp"

namespace octet::graph {

/// Gives a network known by its shapes (`has_weights` false; InternalError otherwise) random weights, biases, tables
/// and scales, so that it runs with values. The result is valid, and its scales follow the spread of what they scale:
/// values of B bits have a standard deviation of about 2^(B - 3) steps, so they neither vanish nor saturate, whatever
/// the depth. The numbers mean nothing; the same seed gives the same everywhere.
void fill_random_weights(Model& model, std::uint64_t seed);

}  // namespace octet::graph
