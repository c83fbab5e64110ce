// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/operators/quantizing.hpp"

// What operators are handed, by name: whoever defines or calls what takes them includes their headers.
namespace octet::graph {

class Checker;    // checker.hpp
class Inference;  // inference.hpp
class Prepared;   // run.hpp
template <class Element>
class Run;       // run.hpp
class FloatRun;  // float_run.hpp
class Filling;   // filling.hpp

}  // namespace octet::graph
