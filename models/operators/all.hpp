// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/operators/add.hpp"
#include "models/operators/attention.hpp"
#include "models/operators/constant.hpp"
#include "models/operators/gelu.hpp"
#include "models/operators/layernorm.hpp"
#include "models/operators/linear.hpp"
#include "models/operators/mean.hpp"
#include "models/operators/multiply.hpp"
#include "models/operators/rmsnorm.hpp"
#include "models/operators/rotary.hpp"
#include "models/operators/silu.hpp"
#include "models/operators/softmax.hpp"

namespace octet::graph {

/// All operators, a line each; everything else is derived from this list.
using FloatOperator = std::variant<  //
    FloatLinear,                     //
    FloatConstant,                   //
    FloatAdd,                        //
    FloatLayerNorm,                  //
    FloatAttention,                  //
    FloatGelu,                       //
    FloatMean,                       //
    FloatSoftmax,                    //
    FloatRmsNorm,                    //
    FloatSilu,                       //
    FloatMultiply,                   //
    FloatRotary>;

template <class Floats>
struct IntegersOf;
template <class... Floats>
struct IntegersOf<std::variant<Floats...>> {
  using Type = std::variant<typename Floats::Integer...>;
  /// As files of graphs and packages call them, by index of both variants.
  static constexpr std::array<const char*, sizeof...(Floats)> kNames{Floats::Integer::kName...};
};
using Operator = IntegersOf<FloatOperator>::Type;
inline constexpr auto kOperatorNames = IntegersOf<FloatOperator>::kNames;

/// `linear`, `constant`, `add`, ...
template <class... Ops>
const char* kind_of(const std::variant<Ops...>& op) {
  return kOperatorNames[op.index()];
}

/// `a linear layer`, `a constant`, ...
template <class... Ops>
const char* called(const std::variant<Ops...>& op) {
  return std::visit(
      []<class Op>(const Op&) {
        if constexpr (requires { Op::kCalled; })
          return Op::kCalled;
        else
          return Op::Integer::kCalled;
      },
      op);
}

/// What a file calls `name`, its fields still to be read; nothing where there is no such operator.
template <class Any>
std::optional<Any> operator_named(const std::string& name) {
  std::optional<Any> out;
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    ((name == kOperatorNames[kIndex] ? void(out.emplace(std::in_place_index<kIndex>)) : void()), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Any>>{});
  return out;
}

/// What messages expect where a name is unknown: "linear, constant, add, ... or softmax".
std::string operator_list();

/// What the float operator of the same inputs and counts infers: the size of the output of one without tensors.
Size infer_size(const Operator& op, const Values& values);

/// Valid multiply-accumulates; 0 where an operator is no matrix product.
std::uint64_t macs_of(const Operator& op, const Values& values);

/// The numeric choices that nodes of the operator have inside: the width of multipliers, and of scores.
std::vector<NumericChoice> own_choices(const Operator& op);

/// A value whose width is a numeric choice.
struct ChosenWidth {
  NumericChoice choice;
  ValueId value;
};
/// Those of the values that the operator reads, and of a sum that it writes.
std::vector<ChosenWidth> chosen_widths(const FloatOperator& op);
std::vector<ChosenWidth> chosen_widths(const Operator& op);

/// What an operator writes without computing anything; null for all others.
const Matrix<std::int32_t>* stored_by(const Operator& op);

}  // namespace octet::graph
