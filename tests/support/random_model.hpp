// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/crosscheck/random_model.hpp"
#include "tests/support/random_source.hpp"

// The models that `octet crosscheck` draws, for the tests of every view.
namespace octet::test {

using crosscheck::Random;
using crosscheck::random_input;
using crosscheck::random_model;
using crosscheck::RandomEncoder;

/// An encoder of odd shapes, small enough for gates.
inline RandomEncoder small_encoder(RandomSource& random) {
  const auto pick = [&](std::int64_t low, std::int64_t high) { return static_cast<int>(random.between(low, high)); };
  RandomEncoder encoder;
  encoder.heads = pick(1, 3);
  encoder.width = encoder.heads * pick(1, 9);
  encoder.tokens = pick(1, 21);
  encoder.mlp = pick(1, 30);
  encoder.input_columns = pick(1, 12);
  encoder.classes = pick(1, 9);
  encoder.seed = random.bits();
  return encoder;
}

}  // namespace octet::test
