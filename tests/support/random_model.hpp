// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/graph/random_weights.hpp"
#include "sim/crosscheck/random_model.hpp"
#include "tests/support/random_source.hpp"

// The models that `octet crosscheck` draws, for the tests of every view.
namespace octet::test {

using crosscheck::Random;
using crosscheck::random_model;
using crosscheck::RandomEncoder;
using graph::random_input;

/// A small encoder, drawn as `octet crosscheck` draws its own.
inline RandomEncoder small_encoder(RandomSource& source) {
  Random random(source.bits());
  return crosscheck::draw_encoder(random);
}

}  // namespace octet::test
