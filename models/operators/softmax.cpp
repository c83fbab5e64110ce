// SPDX-License-Identifier: Apache-2.0
#include "models/operators/softmax.hpp"

#include <algorithm>

#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {

void Softmax::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.chosen_bits(input, kScoreBits);
  checker.within(score_align, 0, golden::kMostScoreAlign, "score_align");
  if (checker.writes(output, in.rows, in.columns, true))
    checker.expect(checker.value(output).bits == 8,
                   "output: expected 8 bits, got " + std::to_string(checker.value(output).bits));
}

template <class Element>
void Softmax::run(Run<Element>& run) const {
  const Matrix<Element>& x = run.data(input);
  const golden::ExpConstants constants = golden::exp_constants_of(score_align);
  run.scores.resize(x.columns());
  std::vector<std::uint8_t> p(x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row) {
    std::transform(x.row(row).begin(), x.row(row).end(), run.scores.begin(),
                   [](Element score) { return static_cast<std::int16_t>(score); });
    kernels::softmax(run.scores, x.columns(), constants, p, run.set);
    std::copy(p.begin(), p.end(), run.data(output).row(row).begin());
  }
}
template void Softmax::run(Run<std::int16_t>& run) const;
template void Softmax::run(Run<std::int32_t>& run) const;

void Softmax::fill(Filling& filling) { filling.rms(output) = Filling::target(8); }

Size FloatSoftmax::infer(Inference& inference) const { return inference.size(input); }

void FloatSoftmax::run(FloatRun& run) const {
  Matrix<float> out = run.data(input);
  run.see_scores(output, out);
  for (std::size_t row = 0; row < out.rows(); ++row) softmax_row(out.row(row));
  run.data(output) = std::move(out);
}

void FloatSoftmax::asks(Asks& asks) const { asks.scores(input, output); }

Softmax FloatSoftmax::quantize(const Quantizing& quantizing) const {
  return {input, output, quantizing.score_align(output)};
}

void FloatSoftmax::losses(const Softmax& integer, Losses& losses) const { losses.scores(output, integer.score_align); }

}  // namespace octet::graph
