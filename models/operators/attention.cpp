// SPDX-License-Identifier: Apache-2.0
#include "models/operators/attention.hpp"

#include <algorithm>
#include <cmath>

#include "models/core/nearest.hpp"
#include "models/kernels/matmul.hpp"
#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_multiply.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {
namespace {

constexpr double kScoreDeviation = 1.5;  // of real random scores: neither flat nor one-hot
// A mean of values is smaller than they are where they differ from key to key, and as large where they share a part.
constexpr double kContextGain = 1.5;

std::string near_heads(int heads, int columns) {
  return did_you_mean_divisor(static_cast<std::uint64_t>(std::max(heads, 0)), static_cast<std::uint64_t>(columns),
                              kLargestExtent);
}

}  // namespace

void Attention::check(Checker& checker) const {
  for (const ValueId id : {query, key, value}) checker.signed_bits(id, 8, "query, key, value");
  const Value &q = checker.value(query), &k = checker.value(key), &v = checker.value(value);
  checker.expect(q.columns == k.columns && k.columns == v.columns && k.rows == v.rows,
                 "inputs: expected equal columns, and as many keys as values, got " + shape_text(q) + ", " +
                     shape_text(k) + " and " + shape_text(v));
  if (checker.expect(heads >= 1 && q.columns % heads == 0, "heads: expected a divisor of " + std::to_string(q.columns) +
                                                               ", got " + std::to_string(heads) +
                                                               near_heads(heads, q.columns)))
    checker.accumulates(q.columns / heads, false, 0, "query");
  checker.accumulates(k.rows, true, 0, "value");
  checker.within(score_align, 0, golden::kMostScoreAlign, "score_align");
  checker.writes_bytes(output, q.rows, q.columns);
}

template <class Element>
void Attention::run(Run<Element>& run) const {
  const Matrix<Element>&q = run.data(query), &k = run.data(key), &v = run.data(value);
  Matrix<Element>& out = run.data(output);
  const auto count = static_cast<std::size_t>(heads);
  const std::size_t width = q.columns() / count, rows = q.rows(), keys = k.rows();
  const golden::ExpConstants constants = golden::exp_constants_of(score_align);
  run.scores.resize(keys);
  run.exponentials.resize(rows * keys);
  run.row_sums.resize(rows);
  for (std::size_t head = 0; head < count; ++head) {
    run.alive();
    const std::size_t first = head * width;
    const std::span<std::int32_t> products = run.sums(rows * std::max(keys, width));
    run.columns.pack_rows(columns_of(k, first), keys, width, run.set);
    kernels::multiply(columns_of(q, first), kernels::Sign::is_signed, rows, run.columns, products.data(), keys);
    for (std::size_t row = 0; row < rows; ++row) {
      kernels::requantize<std::int16_t>(products.subspan(row * keys, keys), 0, score, run.numerics.score_bits,
                                        run.scores, run.set);
      run.row_sums[row] = kernels::attention_softmax(run.scores, keys, constants,
                                                     std::span(run.exponentials).subspan(row * keys, keys), run.set);
    }
    run.columns.pack_depth_major(columns_of(v, first), width, keys, run.set);
    kernels::multiply(kernels::Strided<std::uint8_t>{run.exponentials.data(), keys}, kernels::Sign::is_unsigned, rows,
                      run.columns, products.data(), width);
    for (std::size_t row = 0; row < rows; ++row) {
      const DyadicScale scale = golden::row_scale(UInt<32>(run.row_sums[row]), context, run.numerics.multiplier_bits);
      kernels::requantize<Element>(products.subspan(row * width, width), 0, scale, 8,
                                   out.row(row).subspan(first, width), run.set);
    }
  }
}
template void Attention::run(Run<std::int16_t>& run) const;
template void Attention::run(Run<std::int32_t>& run) const;

void Attention::fill(Filling& filling) {
  const double head_width = static_cast<double>(filling.value(query).columns) / heads;
  score_align = golden::default_score_align(filling.numerics.score_bits);
  // Half to four times the usual range.
  if (filling.is_varied) score_align = std::max(0, score_align + static_cast<int>(filling.random.between(-1, 2)));
  score = filling.dyadic(kScoreDeviation / golden::score_step(score_align) /
                         (filling.rms(query) * filling.rms(key) * std::sqrt(head_width)));
  filling.rms(output) = Filling::target(8);
  context = filling.dyadic(filling.near(kContextGain * filling.rms(output) / filling.rms(value), 10));
}

std::uint64_t Attention::macs(const Values& values) const {
  // Q K^T and e V: keys x head width for every row and head, twice.
  return 2 * product(values[query].rows, values[key].rows, values[query].columns);
}

Size FloatAttention::infer(Inference& inference) const {
  inference.same_sizes(key, value);
  const Size q = inference.size(query), k = inference.size(key);
  if (q.is_known() && k.is_known() && q.columns != k.columns)
    inference.fault("inputs", "expected query and key of equal columns, got " + std::to_string(q.columns) + " and " +
                                  std::to_string(k.columns));
  if (q.is_known() && q.columns % heads != 0)
    inference.fault("heads", "expected a divisor of " + std::to_string(q.columns) + " columns, got " +
                                 std::to_string(heads) + near_heads(heads, q.columns));
  return q;
}

void FloatAttention::run(FloatRun& run) const {
  const Matrix<float>&q = run.data(query), &v = run.data(value);
  const Matrix<float> k = transposed(run.data(key));
  const std::size_t count = static_cast<std::size_t>(heads), width = q.columns() / count, keys = v.rows();
  const auto factor = static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)));
  Matrix<float> out(q.rows(), q.columns()), scores(q.rows(), keys);
  for (std::size_t head = 0; head < count; ++head) {
    const std::size_t first = head * width;
    float_multiply(q.data().data() + first, q.columns(), k.data().data() + first * keys, keys, scores.data().data(),
                   keys, q.rows(), keys, width);
    for (float& x : scores.data()) x *= factor;
    run.see_scores(output, scores);
    for (std::size_t row = 0; row < scores.rows(); ++row) softmax_row(scores.row(row));
    float_multiply(scores.data().data(), keys, v.data().data() + first, v.columns(), out.data().data() + first,
                   out.columns(), q.rows(), width, keys);
  }
  run.data(output) = std::move(out);
}

void FloatAttention::asks(Asks& asks) const {
  for (const ValueId id : {query, key, value}) asks.signed_bytes(id);
}

Attention FloatAttention::quantize(const Quantizing& quantizing) const {
  const double head_width = static_cast<double>(quantizing.value(query).columns) / heads;
  const int align = quantizing.score_align(output);
  const double factor =
      quantizing.scale(query) * quantizing.scale(key) / (std::sqrt(head_width) * golden::score_step(align));
  return {query,
          key,
          value,
          output,
          heads,
          quantizing.dyadic(factor),
          quantizing.dyadic(quantizing.scale(value) / quantizing.scale(output)),
          align};
}

void FloatAttention::losses(const Attention& integer, Losses& losses) const {
  losses.scores(output, integer.score_align);
  losses.saturation(output);
}

}  // namespace octet::graph
