// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "hw/memory/memory_port.hpp"
#include "sim/estimate/burst_port.hpp"

namespace octet::sim::estimation {

/// The memory port of the estimate: in closed form where the memory's kind has one (BurstPort), else the machine's own,
/// walked burst by burst. Both give the same cycles.
class TransferPort {
 public:
  explicit TransferPort(const arch::Memory& memory);

  /// Whether all that it does follows from sizes and phases, so that loops over it become steady.
  bool is_closed_form() const { return std::holds_alternative<BurstPort>(port_); }
  /// Issues the whole transfer granted in cycle `granted`, after the occupancy of the one before.
  StepEnd schedule(const hw::Transfer& transfer, Cycle granted, hw::Transposer& transposer);
  /// Rows of the memory that the last transfer opened; 0 in closed form, where they are not counted (count_layers).
  std::uint64_t rows_opened() const { return rows_opened_; }
  /// In closed form: bursts still under way.
  void describe(Fingerprint& print) const { std::get<BurstPort>(port_).describe(print); }

 private:
  std::variant<BurstPort, hw::MemoryPort> port_;
  std::uint64_t rows_opened_ = 0;
};

}  // namespace octet::sim::estimation
