// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace octet::kernels {

/// Integers of a call: `bytes` 1, 2 or 4 each, signed.
struct RowInput {
  const void* data;
  int bytes;
};
struct RowOutput {
  void* data;
  int bytes;  ///< results are truncated to it
};

/// golden::requantize of `count` sums. `multiplier`, `shift` and `bias` have one entry a sum, or one in all.
struct RequantizeCall {
  const std::int32_t* sums;
  std::size_t count;
  const std::int32_t *bias, *multiplier, *shift;
  bool one_scale;
  int output_bits;
  RowOutput out;
};

/// golden::residual_add.
struct AddCall {
  RowInput a, b;  ///< 2 or 4 bytes
  std::size_t count;
  std::int32_t multiplier_a, shift_a, multiplier_b, shift_b;
  int output_bits;
  RowOutput out;
};

/// golden::gelu.
struct GeluCall {
  RowInput x;  ///< 2 or 4 bytes
  std::size_t count;
  std::int32_t clip, one_bits, gate_shift, multiplier, shift;
  RowOutput out;
};

/// golden::iexp of the distance of each score from the row's maximum.
struct ExponentialCall {
  const std::int16_t* scores;
  std::size_t count;
  std::int32_t maximum, align, limit, inverse, inverse_shift, ln2, b, c, shift;
  std::uint8_t* e;
};

/// The second pass of golden::layernorm: elements of 16 bits.
struct NormalizeCall {
  const std::int16_t* x;
  std::size_t count;
  std::int32_t n, sum, reciprocal, shift;
  const std::int32_t *gamma, *beta;
  std::int32_t output_shift;
  RowOutput out;
};

/// The row-wise kernels of one instruction set. Each works on whole vectors from the start and returns how many
/// elements it did (of `count`); the caller does the rest with the golden unit.
struct RowKernels {
  std::size_t (*requantize)(const RequantizeCall&);
  std::size_t (*add)(const AddCall&);
  std::size_t (*gelu)(const GeluCall&);
  std::size_t (*maximum)(const std::int16_t* x, std::size_t count, std::int32_t& maximum);
  std::size_t (*exponentials)(const ExponentialCall&, std::int64_t& sum);
  std::size_t (*sums)(const std::int16_t* x, std::size_t count, std::int64_t& sum, std::int64_t& squares);
  std::size_t (*normalize)(const NormalizeCall&);
};

#if defined(__x86_64__)
extern const RowKernels kRowKernelsAvx2;
extern const RowKernels kRowKernelsAvx512;
#endif

}  // namespace octet::kernels
