// SPDX-License-Identifier: Apache-2.0
#include "models/operators/constant.hpp"

#include <algorithm>
#include <cmath>

#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {

void Constant::check(Checker& checker) const {
  if (!checker.has_weights()) {
    if (checker.has_output(output)) checker.writes(output, checker.value(output).rows, checker.value(output).columns);
    return;
  }
  const std::size_t rows = data.rows(), columns = data.columns();
  if (!checker.expect(rows >= 1 && columns >= 1 && rows <= kLargestExtent && columns <= kLargestExtent &&
                          data.data().size() == rows * columns,
                      "data: expected a matrix"))
    return;
  if (!checker.writes(output, static_cast<int>(rows), static_cast<int>(columns))) return;
  const int bits = checker.value(output).bits, top = 1 << (bits - 1);
  checker.expect(std::all_of(data.data().begin(), data.data().end(), [&](int x) { return x >= -top && x < top; }),
                 "data: expected elements of " + std::to_string(bits) + " bits");
}

template <class Element>
void Constant::run(Run<Element>& run) const {
  run.data(output) = converted<Element>(data);
}
template void Constant::run(Run<std::int16_t>& run) const;
template void Constant::run(Run<std::int32_t>& run) const;

void Constant::fill(Filling& filling) {
  const Value& out = filling.value(output);
  filling.rms(output) = filling.target_of(output);
  data = Matrix<std::int32_t>(static_cast<std::size_t>(out.rows), static_cast<std::size_t>(out.columns));
  for (std::int32_t& x : data.data()) x = filling.symmetric(std::int64_t{1} << (out.bits - 2));
}

Size FloatConstant::infer(Inference&) const {
  return {static_cast<int>(data.rows()), static_cast<int>(data.columns())};
}

void FloatConstant::run(FloatRun& run) const { run.data(output) = data; }

Constant FloatConstant::quantize(const Quantizing& quantizing) const {
  Constant out{output, Matrix<std::int32_t>(data.rows(), data.columns())};
  const Value& value = quantizing.value(output);
  const double top = top_code(value.bits);
  for (std::size_t i = 0; i < data.data().size(); ++i)
    out.data.data()[i] = static_cast<std::int32_t>(std::clamp(std::round(data.data()[i] / value.scale), -top, top));
  return out;
}

void FloatConstant::losses(const Constant&, Losses& losses) const { losses.saturation(output, /*every=*/true); }

}  // namespace octet::graph
