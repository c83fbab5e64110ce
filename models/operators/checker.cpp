// SPDX-License-Identifier: Apache-2.0
#include "models/operators/checker.hpp"

#include "models/units/matmul.hpp"

namespace octet::graph {

std::string shape_text(int rows, int columns) {
  return "[" + std::to_string(rows) + ", " + std::to_string(columns) + "]";
}

std::string shape_text(const Value& value) { return shape_text(value.rows, value.columns); }

bool Checker::expect(bool good, const std::string& message) {
  if (!good) faults_.push_back({node_, value_, message});
  return good;
}

bool Checker::within(int x, int low, int high, const std::string& what) {
  return expect(x >= low && x <= high, what + ": expected " + std::to_string(low) + " to " + std::to_string(high) +
                                           ", got " + std::to_string(x));
}

bool Checker::reads(ValueId id, const std::string& what) {
  if (!expect(in_range(id), what + ": expected a value")) return false;
  const auto index = static_cast<std::size_t>(id);
  if (unsure_[index]) reads_unsure_ = true;
  if (!expect(written_[index] || unsure_[index], what + ": '" + value(id).name + "' is read before it is written"))
    unsure_[index] = true;  // said once
  return written_[index];
}

bool Checker::writes(ValueId id, int rows, int columns, bool is_unsigned) {
  if (!has_output(id)) return false;
  const Value& out = value(id);
  const bool fresh = expect(!written_[static_cast<std::size_t>(id)], "output: '" + out.name + "' is written twice");
  written_[static_cast<std::size_t>(id)] = true;
  const bool shape = expect(out.rows == rows && out.columns == columns,
                            "output: expected shape " + shape_text(rows, columns) + ", got " + shape_text(out));
  const bool sign = expect(out.is_unsigned == is_unsigned,
                           std::string("output: expected ") + (is_unsigned ? "an unsigned value" : "a signed value"));
  return fresh && shape && sign;
}

void Checker::writes_bytes(ValueId id, int rows, int columns) {
  if (writes(id, rows, columns)) signed_bits(id, 8, "output");
}

void Checker::signed_bits(ValueId id, int bits, const std::string& what) {
  expect(value(id).bits == bits && !value(id).is_unsigned, what + ": expected " + std::to_string(bits) +
                                                               " signed bits, got " + std::to_string(value(id).bits) +
                                                               (value(id).is_unsigned ? " unsigned" : ""));
}

void Checker::is_signed(ValueId id, const std::string& what) {
  expect(!value(id).is_unsigned, what + ": expected a signed value");
}

void Checker::chosen_bits(ValueId id, NumericChoice choice) {
  is_signed(id, "input");
  within(value(id).bits, kLeastWidth, kNumericRanges[choice].most, "bits of the input");
}

void Checker::scale(DyadicScale s, const std::string& what) {
  expect(is_normalized(s, multiplier_bits_), what + ": expected a normalized multiplier of " +
                                                 std::to_string(multiplier_bits_) +
                                                 " bits or 0, and a shift up to 62, got " +
                                                 std::to_string(s.multiplier) + " and " + std::to_string(s.shift));
}

void Checker::accumulates(int k, bool is_unsigned, std::uint64_t bias, const std::string& what) {
  expect(golden::accumulates_within_int32(static_cast<std::uint64_t>(k), is_unsigned, bias),
         what + ": " + std::to_string(k) + " products and a bias of up to " + std::to_string(bias) +
             " could overflow a 32-bit accumulator");
}

}  // namespace octet::graph
