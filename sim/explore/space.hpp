// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/spec.hpp"

namespace octet::explore {

/// One point of the space: the choice on every axis.
using Genome = std::vector<std::uint32_t>;

/// The product of a sweep's axes, less the points that constraints among parameters forbid. The spec outlives it.
class Space {
 public:
  explicit Space(const Spec& spec) : spec_(spec) {}

  std::size_t dimensions() const { return spec_.axes.size(); }
  std::uint32_t choices(std::size_t axis) const { return static_cast<std::uint32_t>(spec_.axes[axis].values.size()); }
  /// Points of the whole product, forbidden ones too; the largest number where it is beyond 64 bits.
  std::uint64_t size() const;
  /// The point of a number below `size()`; the last axis changes fastest.
  Genome at(std::uint64_t number) const;
  /// Parameters and their values.
  std::vector<std::pair<std::string, std::string>> settings(const Genome& point) const;
  /// Whether the constraints that need no run hold; parameters that are no axis have the values of `fixed`.
  bool is_allowed(const Genome& point) const;
  /// Names of parameters that only a whole architecture can give: set by the caller before `is_allowed`.
  void set_fixed(std::vector<std::pair<std::string, std::string>> fixed) { fixed_ = std::move(fixed); }

  /// Every allowed point in order of its number. Throws UserError for a product of more than `most` points, or when
  /// none is allowed (naming the constraints).
  std::vector<Genome> allowed(std::uint64_t most) const;
  /// UserError telling that no point is allowed, and by what.
  [[noreturn]] void refuse_empty() const;

 private:
  std::optional<double> value(const std::string& parameter, const Genome& point) const;

  const Spec& spec_;
  std::vector<std::pair<std::string, std::string>> fixed_;
};

}  // namespace octet::explore
