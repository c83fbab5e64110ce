// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "models/operators/value.hpp"

// An operator names its fields once, in a list that takes a visitor:
//
//   template <class Self, class Visit>
//   static void fields(Self& op, Visit& visit) {
//     visit.input("input", op.input);       // in the order in which files list them
//     visit.output(op.output);
//     visit.tensor("weight", op.weight);    // a Matrix or a vector, stored beside the text
//     visit.dyadic("scale", op.scale);
//   }
//
// Readers and writers of files, checks and everything else that goes through fields are visitors, and know no operator.
namespace octet::graph {

/// An extent of a float tensor, as far as other fields decide it.
struct Extent {
  std::size_t count = 0;    ///< 0: any
  ValueId columns_of = -1;  ///< a value that has as many columns, or -1

  static Extent any() { return {}; }
  static Extent of(std::size_t count) { return {count, -1}; }
  static Extent columns(ValueId id) { return {0, id}; }
};

/// A visitor that looks at nothing: others derive from it and say what they look at.
struct FieldVisitor {
  void input(const char* /*name*/, const ValueId& /*id*/) {}
  void output(const ValueId& /*id*/) {}
  /// A Matrix or vector; of a float operator with its extents.
  void tensor(const char* /*name*/, const auto& /*data*/, auto... /*extents*/) {}
  /// Integers that fit the bits of the output value.
  void elements(const char* /*name*/, const auto& /*data*/) {}
  /// Dyadic scales by column: files hold them as the tensors `multiplier` and `shift`.
  void scales(const auto& /*scales*/) {}
  void dyadic(const char* /*name*/, const auto& /*scale*/) {}
  /// An integer in [low, high]; with `fallback`, a function of the node's numerics, where files may leave it out.
  void integer(const char* /*name*/, const auto& /*number*/, std::int64_t /*low*/, std::int64_t /*high*/,
               auto... /*fallback*/) {}
  /// A real number in [low, high]; with `fallback`, a number, where files may leave it out.
  void number(const char* /*name*/, const double& /*number*/, double /*low*/, double /*high*/, auto... /*fallback*/) {}
};

/// Shows the fields of an operator of a variant to a visitor.
template <class Any, class Visitor>
void visit_fields(Any& op, Visitor&& visitor) {
  std::visit([&](auto& it) { it.fields(it, visitor); }, op);
}

/// The values an operator reads, in the order of files.
struct InputVisitor : FieldVisitor {
  std::vector<ValueId> ids;
  void input(const char*, const ValueId& id) { ids.push_back(id); }
};
template <class Op>
std::vector<ValueId> inputs_of(const Op& op) {
  InputVisitor inputs;
  op.fields(op, inputs);
  return inputs.ids;
}
template <class... Ops>
std::vector<ValueId> inputs_of(const std::variant<Ops...>& op) {
  InputVisitor inputs;
  visit_fields(op, inputs);
  return inputs.ids;
}

template <class... Ops>
ValueId output_of(const std::variant<Ops...>& op) {
  return std::visit([](const auto& it) { return it.output; }, op);
}

}  // namespace octet::graph
