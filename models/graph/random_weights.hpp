// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/splitmix.hpp"
#include "models/graph/model.hpp"

namespace octet::graph {

/// Gives a network known by its shapes (`has_weights` false; InternalError otherwise) random weights, biases, tables
/// and scales, so that it runs with values. The result is valid, and its scales follow the spread of what they scale:
/// values of B bits have a standard deviation of about 2^(B - 3) steps, so they neither vanish nor saturate, whatever
/// the depth. The numbers mean nothing; the same seed gives the same everywhere.
/// `varied`: also what networks seldom have (`Filling::is_varied`).
void fill_random_weights(Model& model, std::uint64_t seed, bool varied = false);

/// A matrix whose elements are uniform over the range of `bits` bits, at most 16.
Matrix<std::int16_t> random_elements(std::size_t rows, std::size_t columns, int bits, bool is_unsigned,
                                     SplitMix& random);
/// An input of the model.
Matrix<std::int16_t> random_input(const Model& model, std::uint64_t seed);

}  // namespace octet::graph
