// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/operators/value.hpp"

namespace octet::graph {

/// One reason why a model is not valid.
struct Fault {
  int node = -1;   ///< index of the node concerned, or -1
  int value = -1;  ///< index of the value concerned, or -1
  std::string message;
};

/// Judges nodes in their order without trusting any index, and keeps what is wrong. An operator's `check` finds its
/// inputs written; it says what it expects of them, of its fields, and, by `writes`, of its output.
class Checker {
 public:
  Checker(Values values, bool has_weights)
      : values_(values), has_weights_(has_weights), written_(values.size(), false), unsure_(values.size(), false) {}

  /// False for a model that is known by its shapes: tensors are then empty, which is checked for all operators alike.
  bool has_weights() const { return has_weights_; }
  const Value& value(ValueId id) const { return values_[id]; }
  bool in_range(ValueId id) const { return id >= 0 && static_cast<std::size_t>(id) < values_.size(); }

  /// Notes `message` about the current node or value unless `good`.
  bool expect(bool good, const std::string& message);
  bool within(int x, int low, int high, const std::string& what);
  /// Whether a value has exactly this width, and is signed.
  void signed_bits(ValueId id, int bits, const std::string& what);
  void is_signed(ValueId id, const std::string& what);
  /// Whether an input is signed and has a width that this choice may be.
  void chosen_bits(ValueId id, NumericChoice choice);
  void scale(DyadicScale s, const std::string& what);
  /// Whether sums of `k` products and a bias of this magnitude fit 32 bits.
  void accumulates(int k, bool is_unsigned, std::uint64_t bias, const std::string& what);
  /// Whether `id` may be written here, with this shape and sign.
  bool writes(ValueId id, int rows, int columns, bool is_unsigned = false);
  /// The same of 8 signed bits.
  void writes_bytes(ValueId id, int rows, int columns);
  /// `id` in range.
  bool has_output(ValueId id) { return expect(in_range(id), "output: expected a value"); }

 protected:
  /// Whether `id` may be read here.
  bool reads(ValueId id, const std::string& what);
  /// A value that needs no node.
  void given(ValueId id) { written_[static_cast<std::size_t>(id)] = true; }
  /// Runs `check` of a node unless it reads what is not known for sure; what a faulty one writes is not known either.
  template <class Check>
  void once(ValueId output, Check check) {
    const std::size_t before = faults_.size();
    reads_unsure_ = false;
    check();
    if (reads_unsure_) faults_.resize(before);
    if (in_range(output) && (reads_unsure_ || faults_.size() > before))
      unsure_[static_cast<std::size_t>(output)] = true;
  }
  bool is_written(std::size_t index) const { return written_[index] || unsure_[index]; }

  std::vector<Fault> faults_;
  int node_ = -1, value_ = -1;  ///< concerned now
  int multiplier_bits_ = 0;     ///< of that node

 private:
  Values values_;
  bool has_weights_;
  std::vector<bool> written_;
  std::vector<bool> unsure_;  ///< values that follow from a fault
  bool reads_unsure_ = false;
};

/// `[4, 16]`.
std::string shape_text(int rows, int columns);
std::string shape_text(const Value& value);

}  // namespace octet::graph
