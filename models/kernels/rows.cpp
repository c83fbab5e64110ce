// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/rows.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"
#include "models/kernels/row_kernels.hpp"
#include "models/units/normalization.hpp"
#include "models/units/requantizer.hpp"
#include "models/units/residual_adder.hpp"

namespace octet::kernels {
namespace {

/// The vector kernels of a set, or null where the units themselves are used.
const RowKernels* row_kernels(InstructionSet set) {
#if defined(__x86_64__)
  switch (set) {
    case InstructionSet::scalar:
    case InstructionSet::sse2:
      return nullptr;
    case InstructionSet::avx2:
      return &kRowKernelsAvx2;
    case InstructionSet::avx512:
    case InstructionSet::vnni:
      return &kRowKernelsAvx512;
  }
#endif
  OCTET_CHECK(set == InstructionSet::scalar, "the set has kernels here");
  return nullptr;
}

template <class T>
constexpr int kWidest = sizeof(T) == 4 ? 22 : 16;

}  // namespace

ScaleTable::ScaleTable(std::span<const std::int32_t> bias_of, std::span<const DyadicScale> scale_of)
    : bias(bias_of.begin(), bias_of.end()) {
  OCTET_CHECK(bias.empty() || bias.size() == scale_of.size(), "one bias a scale");
  bias.resize(scale_of.size(), 0);
  for (const DyadicScale one : scale_of) {
    multiplier.push_back(static_cast<std::int32_t>(one.multiplier));
    shift.push_back(one.shift);
  }
}

template <class Out>
void requantize(std::span<const std::int32_t> sums, const ScaleTable& table, int output_bits, std::span<Out> out,
                InstructionSet set) {
  OCTET_CHECK(table.shift.size() == sums.size() && out.size() == sums.size(), "one scale and result a sum");
  if (sums.empty()) return;
  std::size_t i = 0;
  if (const RowKernels* rows = row_kernels(set))
    i = rows->requantize({.sums = sums.data(),
                          .count = sums.size(),
                          .bias = table.bias.data(),
                          .multiplier = table.multiplier.data(),
                          .shift = table.shift.data(),
                          .one_scale = false,
                          .output_bits = output_bits,
                          .out = {out.data(), sizeof(Out)}});
  for (; i < sums.size(); ++i)
    out[i] = static_cast<Out>(
        golden::requantize<kWidest<Out>>(Int<32>(sums[i]), Int<32>(table.bias[i]), table.scale(i), output_bits).raw());
}

template <class Out>
void requantize(std::span<const std::int32_t> sums, std::int32_t bias, DyadicScale scale, int output_bits,
                std::span<Out> out, InstructionSet set) {
  OCTET_CHECK(out.size() == sums.size(), "one result a sum");
  std::size_t i = 0;
  const auto multiplier = static_cast<std::int32_t>(scale.multiplier);
  const std::int32_t shift = scale.shift;
  if (const RowKernels* rows = row_kernels(set))
    i = rows->requantize({.sums = sums.data(),
                          .count = sums.size(),
                          .bias = &bias,
                          .multiplier = &multiplier,
                          .shift = &shift,
                          .one_scale = true,
                          .output_bits = output_bits,
                          .out = {out.data(), sizeof(Out)}});
  for (; i < sums.size(); ++i)
    out[i] =
        static_cast<Out>(golden::requantize<kWidest<Out>>(Int<32>(sums[i]), Int<32>(bias), scale, output_bits).raw());
}

template <class T>
void residual_add(std::span<const T> a, DyadicScale scale_a, std::span<const T> b, DyadicScale scale_b, int output_bits,
                  std::span<T> out, InstructionSet set) {
  OCTET_CHECK(a.size() == b.size() && out.size() == a.size(), "operands and results of one size");
  std::size_t i = 0;
  if (const RowKernels* rows = row_kernels(set))
    i = rows->add({.a = {a.data(), sizeof(T)},
                   .b = {b.data(), sizeof(T)},
                   .count = a.size(),
                   .multiplier_a = static_cast<std::int32_t>(scale_a.multiplier),
                   .shift_a = scale_a.shift,
                   .multiplier_b = static_cast<std::int32_t>(scale_b.multiplier),
                   .shift_b = scale_b.shift,
                   .output_bits = output_bits,
                   .out = {out.data(), sizeof(T)}});
  constexpr int kBits = kWidest<T>;
  for (; i < a.size(); ++i)
    out[i] =
        static_cast<T>(golden::residual_add(Int<kBits>(a[i]), scale_a, Int<kBits>(b[i]), scale_b, output_bits).raw());
}

template <class In, class Out>
void gelu(std::span<const In> x, const golden::GeluParameters& parameters, std::span<Out> out, InstructionSet set) {
  OCTET_CHECK(out.size() == x.size(), "one result an element");
  std::size_t i = 0;
  if (const RowKernels* rows = row_kernels(set))
    i = rows->gelu({.x = {x.data(), sizeof(In)},
                    .count = x.size(),
                    .clip = parameters.clip,
                    .one_bits = parameters.one_bits,
                    .gate_shift = parameters.one_bits - std::min(parameters.one_bits, golden::kGateBits),
                    .multiplier = static_cast<std::int32_t>(parameters.output.multiplier),
                    .shift = parameters.output.shift,
                    .out = {out.data(), sizeof(Out)}});
  for (; i < x.size(); ++i) out[i] = static_cast<Out>(golden::gelu(Int<18>(x[i]), parameters).value());
}

std::uint32_t attention_softmax(std::span<const std::int16_t> scores, std::size_t valid,
                                const golden::ExpConstants& constants, std::span<std::uint8_t> e, InstructionSet set) {
  const RowKernels* rows = row_kernels(set);
  if (rows == nullptr || valid == 0) return golden::attention_softmax(scores, valid, constants, e).raw();
  OCTET_CHECK(e.size() == scores.size() && valid <= scores.size(), "one output a score, valid keys inside the row");
  std::int32_t maximum = scores[0];
  for (std::size_t i = rows->maximum(scores.data(), valid, maximum); i < valid; ++i)
    maximum = std::max<std::int32_t>(maximum, scores[i]);
  std::int64_t sum = 0;
  const ExponentialCall call{.scores = scores.data(),
                             .count = valid,
                             .maximum = maximum,
                             .align = constants.align,
                             .limit = golden::kExpHalvingsToZero * constants.ln2,
                             .inverse = constants.inverse,
                             .inverse_shift = golden::kExpInverseShift,
                             .ln2 = constants.ln2,
                             .b = constants.b,
                             .c = constants.c,
                             .shift = constants.shift,
                             .e = e.data()};
  for (std::size_t i = rows->exponentials(call, sum); i < valid; ++i) {
    e[i] = golden::iexp(Int<18>(scores[i] - maximum), constants).raw();
    sum += e[i];
  }
  std::fill(e.begin() + static_cast<std::ptrdiff_t>(valid), e.end(), std::uint8_t{0});
  return static_cast<std::uint32_t>(sum);
}

void softmax(std::span<const std::int16_t> scores, std::size_t valid, const golden::ExpConstants& constants,
             std::span<std::uint8_t> p, InstructionSet set) {
  const std::uint32_t sum = attention_softmax(scores, valid, constants, p, set);
  golden::divide_by_sum(p, UInt<32>(sum));
}

template <class Out>
void layernorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, golden::Epsilon epsilon, std::span<Out> out, InstructionSet set) {
  const RowKernels* rows = row_kernels(set);
  std::size_t i = 0;
  if (rows != nullptr && !x.empty() && x.size() <= golden::kLongestNormalizedRow) {
    OCTET_CHECK(x.size() == gamma.size() && x.size() == beta.size() && x.size() == out.size(),
                "one parameter an element");
    std::int64_t sum = 0, squares = 0;
    for (std::size_t j = rows->sums(x.data(), x.size(), sum, squares); j < x.size(); ++j) {
      sum += x[j];
      squares += std::int64_t{x[j]} * x[j];
    }
    const golden::RowStatistics row = golden::row_statistics(x.size(), sum, squares, epsilon);
    i = rows->normalize({.x = x.data(),
                         .count = x.size(),
                         .n = static_cast<std::int32_t>(x.size()),
                         .sum = static_cast<std::int32_t>(sum),
                         .reciprocal = static_cast<std::int32_t>(row.reciprocal.value()),
                         .shift = row.shift,
                         .gamma = gamma.data(),
                         .beta = beta.data(),
                         .output_shift = shift,
                         .out = {out.data(), sizeof(Out)}});
    for (; i < x.size(); ++i)
      out[i] = static_cast<Out>(golden::normalized(x[i], x.size(), row, gamma[i], beta[i], shift).value());
    return;
  }
  if constexpr (sizeof(Out) == 1) {
    golden::layernorm(x, gamma, beta, shift, epsilon, out);
  } else {
    std::vector<std::int8_t> narrow(out.size());
    golden::layernorm(x, gamma, beta, shift, epsilon, narrow);
    std::copy(narrow.begin(), narrow.end(), out.begin());
  }
}

#define OCTET_ROWS(Out)                                                                                               \
  template void requantize<Out>(std::span<const std::int32_t>, const ScaleTable&, int, std::span<Out>,                \
                                InstructionSet);                                                                      \
  template void requantize<Out>(std::span<const std::int32_t>, std::int32_t, DyadicScale, int, std::span<Out>,        \
                                InstructionSet);                                                                      \
  template void gelu<std::int16_t, Out>(std::span<const std::int16_t>, const golden::GeluParameters&, std::span<Out>, \
                                        InstructionSet);                                                              \
  template void gelu<std::int32_t, Out>(std::span<const std::int32_t>, const golden::GeluParameters&, std::span<Out>, \
                                        InstructionSet);
OCTET_ROWS(std::int8_t)
OCTET_ROWS(std::int16_t)
OCTET_ROWS(std::int32_t)
#undef OCTET_ROWS

template void residual_add<std::int16_t>(std::span<const std::int16_t>, DyadicScale, std::span<const std::int16_t>,
                                         DyadicScale, int, std::span<std::int16_t>, InstructionSet);
template void residual_add<std::int32_t>(std::span<const std::int32_t>, DyadicScale, std::span<const std::int32_t>,
                                         DyadicScale, int, std::span<std::int32_t>, InstructionSet);
template void layernorm<std::int8_t>(std::span<const std::int16_t>, std::span<const std::int32_t>,
                                     std::span<const std::int32_t>, int, golden::Epsilon, std::span<std::int8_t>,
                                     InstructionSet);
template void layernorm<std::int16_t>(std::span<const std::int16_t>, std::span<const std::int32_t>,
                                      std::span<const std::int32_t>, int, golden::Epsilon, std::span<std::int16_t>,
                                      InstructionSet);

}  // namespace octet::kernels
