// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/kernels/packed_columns.hpp"
#include "models/operators/value.hpp"

namespace octet::graph {

/// What an operator prepares once for all inputs of a model: `prepare` makes it, `run` finds it in `Run::prepared`.
class Prepared {
 public:
  virtual ~Prepared() = default;
};

/// A matrix of elements of another type, which holds them all.
template <class To, class From>
Matrix<To> converted(const Matrix<From>& x) {
  std::vector<To> out(x.data().size());
  std::transform(x.data().begin(), x.data().end(), out.begin(), [](From element) { return static_cast<To>(element); });
  return {x.rows(), x.columns(), std::move(out)};
}

/// Columns from `first` on.
template <class T>
kernels::Strided<T> columns_of(const Matrix<T>& x, std::size_t first) {
  return {x.data().data() + first, x.columns()};
}

/// Where operators compute integers: the data of all values, and storage to compute in. Elements are `Element`: 16
/// bits, or 32 where a value is wider than 16.
template <class Element>
class Run {
 public:
  Run(Values values, kernels::InstructionSet with) : set(with), values_(values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Value& it = values[static_cast<ValueId>(i)];
      data_.emplace_back(static_cast<std::size_t>(it.rows), static_cast<std::size_t>(it.columns));
    }
  }

  const Value& value(ValueId id) const { return values_[id]; }
  Matrix<Element>& data(ValueId id) { return data_[static_cast<std::size_t>(id)]; }
  kernels::Sign sign_of(ValueId id) const {
    return value(id).is_unsigned ? kernels::Sign::is_unsigned : kernels::Sign::is_signed;
  }
  /// Room for `count` sums; what it held is lost.
  std::span<std::int32_t> sums(std::size_t count) {
    if (sums_.size() < count) sums_.resize(count);
    return {sums_.data(), count};
  }
  /// To be called in long operators as `Progress` says.
  void alive() const { tell(*progress, done, total); }

  const kernels::InstructionSet set;
  Numerics numerics;                   ///< of the node that runs
  const Prepared* prepared = nullptr;  ///< likewise
  const Progress* progress = nullptr;
  std::uint64_t done = 0, total = 0;  ///< nodes

  // Scratch, kept for its storage.
  kernels::PackedColumns columns;
  std::vector<std::int16_t> scores;
  std::vector<std::uint8_t> exponentials;
  std::vector<std::uint32_t> row_sums;

 private:
  Values values_;
  std::vector<Matrix<Element>> data_;  ///< by value
  std::vector<std::int32_t> sums_;
};

}  // namespace octet::graph
