// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/matrix.hpp"
#include "models/program/program.hpp"

namespace octet::crosscheck {

/// What every view runs: a program and an input for it.
struct Case {
  program::Program program;
  Matrix<std::int16_t> input;
};

}  // namespace octet::crosscheck
