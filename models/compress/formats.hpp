// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/compress/calibrate.hpp"
#include "models/compress/plan.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// What the operations that read a value ask of its integers (`graph::Asks`). Sums and normalizations take any signed
/// ones.
struct Readers {
  bool bytes = false;               ///< 8 bits, signed or not
  bool signed_bytes = false;        ///< 8 signed bits
  bool normalized = false;          ///< residual_bits where its producer can write them
  bool wide = false;                ///< likewise, of at most 16 bits
  bool output = false;              ///< of the graph: at most 16 bits
  graph::StepOf step_of = nullptr;  ///< of the last activation: its own steps, at most gelu_input_bits
  int activation_bits = 0;          ///< the fewest gelu_input_bits of all activations
  graph::ValueId sum = -1;          ///< output of the first addition that reads it: likewise residual_bits
  graph::ValueId softmax = -1;      ///< of the last softmax: score_bits at the scale of its scores
  double least_step = 0.0;          ///< with which the epsilon of every normalization that reads it can be represented

  bool asks_for_8_bits() const { return bytes || signed_bytes; }
  bool is_activated() const { return step_of != nullptr; }
  bool is_added() const { return sum >= 0; }
};

/// By value.
std::vector<Readers> readers_of(const graph::FloatGraph& graph, const Plan& plan);

/// Width, sign and scale of every value of the integer model of a float graph, in its order. A linear layer, a mean, a
/// constant and a sum write any width and scale: the narrowest that one of their readers asks for. LayerNorm, attention
/// and GELU write 8 bits. UserError with every node whose input no format fits.
std::vector<graph::Value> choose_formats(const graph::FloatGraph& graph, const std::vector<Readers>& readers,
                                         const Calibration& seen, const Plan& plan, RangeMethod method);

}  // namespace octet::compress
