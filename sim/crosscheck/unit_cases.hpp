// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "sim/crosscheck/alone.hpp"
#include "sim/crosscheck/case.hpp"

namespace octet::crosscheck {

/// The units that have gates of their own, in the order of reports.
inline constexpr std::array kGateUnits{hw::UnitId::matmul,     hw::UnitId::requantizer,   hw::UnitId::softmax,
                                       hw::UnitId::activation, hw::UnitId::normalization, hw::UnitId::residual_adder};

/// One case of a unit: one of the two.
struct UnitCase {
  std::optional<Aim> aim;       ///< steps that the gates do alone
  std::optional<Case> program;  ///< what the machine runs with these gates in it
  bool is_whole = false;        ///< of all units: what is compared is the program's output
};

/// The cases of a unit: first those that are aimed at the ends of its page, alone; then an encoder and a stress
/// program, where the machine has room for them; then any number of drawn programs of this unit.
class UnitCases {
 public:
  UnitCases(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed);

  /// Cases before the drawn ones.
  std::uint64_t aimed() const { return aims_.size() + programs_.size(); }
  /// Throws `UserError` when the architecture's buffers are too small for the smallest step of a drawn program.
  UnitCase at(std::uint64_t index) const;
  /// What the unit's page allows and no case asks for, a sentence each.
  const std::vector<std::string>& not_reached() const { return not_reached_; }

 private:
  const arch::Architecture& architecture_;
  hw::UnitId unit_;
  std::uint64_t seed_;
  std::vector<Aim> aims_;
  std::vector<Case> programs_;
  std::vector<std::string> not_reached_;
};

/// A small program with steps of one unit over random shapes, widths, modes, constants and operands: everything is
/// loaded, the unit works, what it wrote is stored. No result is overwritten, so the buffers still hold all of them in
/// the end. The matmul unit and the requantizer come together: sums only come from the one and leave by the other.
/// Throws `UserError` when the architecture's buffers are too small for the smallest step.
Case unit_case(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed);

}  // namespace octet::crosscheck
