// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/crosscheck/random_model.hpp"

// The models that `octet crosscheck` draws, for the tests of every view.
namespace octet::test {

using crosscheck::Random;
using crosscheck::random_input;
using crosscheck::random_model;
using crosscheck::RandomEncoder;

}  // namespace octet::test
