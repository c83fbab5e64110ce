// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "models/core/dyadic.hpp"
#include "models/core/matrix.hpp"
#include "models/operators/value.hpp"

// What a float operator says to those that make an integer one of it: what it asks of the integers it reads (`asks`),
// which it writes (`kWrites`), what it becomes (`quantize`), and what is lost on the way (`losses`, where that is more
// than results that saturate).
namespace octet::graph {

/// The step of the grid that a unit lays over results of up to `magnitude` in `bits` bits.
using StepOf = double (*)(double magnitude, int bits);

/// A normalization of rows.
struct Normalization {
  ValueId output;
  double epsilon;
  std::size_t columns;
  /// What a row is divided by.
  float (*deviation_of)(std::span<const float> row, double epsilon);
};

/// Takes what an operator asks of the integers that it reads. All but `bytes` are signed. Whoever
/// takes them overrides what it looks for.
class Asks {
 public:
  virtual ~Asks() = default;
  /// 8 bits, signed or not: an operand of a product with signed weights.
  virtual void bytes(ValueId /*id*/) {}
  /// 8 signed bits.
  virtual void signed_bytes(ValueId /*id*/) {}
  /// Steps that the operator's function fixes, at most gelu_input_bits.
  virtual void activation(ValueId /*id*/, StepOf /*step_of*/) {}
  /// score_bits at the scale of the scores of the softmax that writes `output`.
  virtual void scores(ValueId /*id*/, ValueId /*output*/) {}
  /// Any signed integers of at most 16 bits, residual_bits where their producer can write them.
  virtual void wide(ValueId /*id*/) {}
  /// Any signed integers, residual_bits where their producer can write them: an operand of `sum`.
  virtual void addend(ValueId /*id*/, ValueId /*sum*/) {}
  /// Likewise, in steps with which epsilon can be represented.
  virtual void normalized(ValueId /*id*/, const Normalization& /*by*/) {}
};

/// Which integers an operator writes.
struct Writes {
  enum class Kind {
    any,            ///< any width and scale: the narrowest that one of the readers asks for
    sum,            ///< likewise, and its operands take its step where it fits
    bytes,          ///< 8 signed bits of any scale
    probabilities,  ///< 8 unsigned bits in units of 1/256
  };
  Kind kind = Kind::bytes;
  int own_bits = 8;  ///< of `any`: of a result that nobody but the graph's output asks anything of
};

/// What quantizing a node may ask.
class Quantizing {
 public:
  virtual ~Quantizing() = default;
  virtual const Value& value(ValueId id) const = 0;
  /// Of the node.
  virtual const Numerics& numerics() const = 0;
  /// The magnitude that the largest code of a value in `bits` bits stands for.
  virtual double range(ValueId id, int bits) const = 0;
  /// Of the softmax that writes `output` (models/units/softmax.md).
  virtual int score_align(ValueId output) const = 0;
  /// Throws UserError for a factor that no multiplier of this node holds.
  virtual DyadicScale dyadic(double factor) const = 0;

  double scale(ValueId id) const { return value(id).scale; }
};

/// Takes what a node loses of what calibration saw.
class Losses {
 public:
  virtual ~Losses() = default;
  /// Results beyond the range of their value; `every`: rare ones too, which are no large elements clipped on purpose.
  virtual void saturation(ValueId output, bool every = false) = 0;
  /// Columns whose bias, which must fit the accumulator, takes bits from their weights.
  virtual void coarse_columns(const Matrix<float>& weight, const Matrix<std::int8_t>& codes) = 0;
  /// Rows whose deviation, epsilon included, is little more than the step of a normalization's input.
  virtual void coarse_input(ValueId input, ValueId output) = 0;
  /// Scores beyond the range of the coarsest step, and steps that the range makes coarser than it is worth.
  virtual void scores(ValueId output, int align) = 0;
};

}  // namespace octet::graph
