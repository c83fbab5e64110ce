// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/core/matrix.hpp"

namespace octet::graph {

/// The widest residual stream: the golden view computes with it, memory and so every architecture stop at 16 bits.
inline constexpr int kWidestResidual = 22;
inline constexpr int kMemoryBits = 16;

/// Numeric choices: everything besides weights that decides bits. Stored in the package; an architecture says which it
/// supports.
struct Numerics {
  int residual_bits = 16;    ///< residual stream, 8..22; above 16 only in the golden view, no architecture supports it
  int multiplier_bits = 16;  ///< requantizer multipliers, 8..31
  int gelu_input_bits = 12;  ///< input of the activation unit, 8..16
  int score_bits = 12;       ///< input of the softmax, 8..16

  /// Whether the residual stream is wider than memory holds.
  bool is_wide() const { return residual_bits > kMemoryBits; }
  friend bool operator==(const Numerics&, const Numerics&) = default;
};

/// A value flowing between nodes: an integer matrix [rows, columns], one row a token.
struct Value {
  std::string name;
  int rows = 0;
  int columns = 0;
  int bits = 8;              ///< 8: one byte in memory; 9..16: two bytes; 17..22: not in memory, golden view only
  bool is_unsigned = false;  ///< only with 8 bits
  double scale = 0.0;        ///< real value of one step; never read by an integer view

  int bytes_per_element() const { return bits <= 8 ? 1 : 2; }
};

/// Index of a value in `Model::values`.
using ValueId = int;

/// output = saturate(round((input x weight^T + bias) * multiplier[column] * 2^-shift[column])), width of the output
/// value.
struct Linear {
  ValueId input, output;
  Matrix<std::int8_t> weight;      ///< [columns of output][columns of input], in [-127, 127]
  std::vector<std::int32_t> bias;  ///< one a column of output, in accumulator units
  std::vector<DyadicScale> scale;  ///< one a column of output
};

/// A stored matrix, e.g. positions. Elements fit the bits of the output value.
struct Constant {
  ValueId output;
  Matrix<std::int32_t> data;
};

/// output = saturate(round(a * scale_a) + round(b * scale_b)).
struct Add {
  ValueId a, b, output;
  DyadicScale scale_a, scale_b;
};

/// LayerNorm over columns; see models/units/normalization.md for the use of gamma, beta and shift.
struct LayerNorm {
  ValueId input, output;
  std::vector<std::int32_t> gamma;  ///< one a column, signed, at most 17 bits with sign
  std::vector<std::int32_t> beta;   ///< one a column
  int shift = 0;                    ///< output = saturate8(shift_round_half_up(x_hat * gamma + beta, shift))
  std::uint64_t epsilon = 0;        ///< E, added to n^2 times the variance of the input's integers; at most 54 bits
};

/// Multi-head attention with late normalization; columns of q, k, v and output are heads * head width.
struct Attention {
  ValueId query, key, value, output;
  int heads = 1;
  DyadicScale score;    ///< accumulator of Q K^T -> the softmax's score scale (includes 1/sqrt(head width))
  DyadicScale context;  ///< accumulator of e V, divided by the row's sum of e -> output scale
  int score_align = 4;  ///< of the softmax (models/units/softmax.md), 0..12; 4 is the default of 12 bits
};

/// GELU; the scale of its input is fixed by `one_bits` (models/units/activation.md).
struct Gelu {
  ValueId input, output;
  int one_bits = 0;
  DyadicScale scale;
};

/// Mean over rows as a matmul with a constant row of ones: output [1, columns]; scale includes 1/rows.
struct Mean {
  ValueId input, output;
  DyadicScale scale;
};

/// Plain softmax over columns: probabilities of 8 unsigned bits in units of 1/256, 256 saturated to 255.
/// The input value has `score_bits` bits and the scale of `score_align`.
struct Softmax {
  ValueId input, output;
  int score_align = 4;  ///< models/units/softmax.md
};

using Operator = std::variant<Linear, Constant, Add, LayerNorm, Attention, Gelu, Mean, Softmax>;

struct Node {
  std::string name;
  Operator op;
};

/// How the host cuts an image into the input matrix: patches in row-major order, pixels row-major inside (then
/// channel).
struct ImageInput {
  int height = 0, width = 0, channels = 0, patch = 0;
};

/// A compressed model in memory: nodes in execution order, every value written once before it is read.
struct Model {
  std::string name;
  std::string dataset;  ///< name of the data set it was trained for, or empty
  ImageInput image;     ///< height 0: the input is not an image
  /// False: known by its shapes only. Weights, biases, tables and data of constants are then empty (sizes follow from
  /// the values), and only symbolic compilation and timing take the model.
  bool has_weights = true;
  Numerics numerics;
  std::vector<Value> values;
  std::vector<Node> nodes;
  ValueId input = 0;
  ValueId output = 0;
  std::map<std::string, std::string> provenance;  ///< recipe, calibration set and its hash, tool version
};

}  // namespace octet::graph
