// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "hw/arch/architecture.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {

/// What the area model multiplies: gates (areas of a two-input NAND) of one part of the machine. docs/area.md has the
/// formulas and how far they are from synthesis.
enum class Part : std::uint8_t {
  matmul_base,
  pe_shadow,
  pe_single,
  requantizer_base,
  requantizer_lane,
  requantizer_lane_bit,
  softmax_base,
  softmax_lane,
  activation_base,
  activation_lane,
  activation_lane_bit,
  normalization_base,
  normalization_lane,
  residual_adder_base,
  residual_adder_lane,
  residual_adder_lane_bit,
  context_transfer,
  context_matmul,
  context_other,
  context_slot,
  context_bank,
  scoreboard_base,
  scoreboard_bank,
  tracker_base,
  tracker_bank,
  fetch_base,
  fetch_slot,
  fetch_beat_byte,
  dma_base,
  dma_beat_byte,
  dma_lane,
  dma_block_byte,
  dma_step,
  dma_burst,
  flop_byte,
  flop_byte_read,
  flop_byte_write
};
inline constexpr std::size_t kPartCount = 37;

/// The part's key in sim/tech/gates.yaml.
const char* key(Part part);

/// The fitted coefficients, in gates; every one measured.
const std::array<Row, kPartCount>& gate_rows();

/// Units made of gates, as areas and energies list them.
enum class LogicUnit : std::uint8_t {
  controller,
  dma,
  matmul,
  requantizer,
  softmax,
  activation,
  normalization,
  residual_adder
};
inline constexpr std::size_t kLogicUnitCount = 8;
const char* name(LogicUnit unit);

/// Gates of a unit of an architecture, from the fitted coefficients.
double gates(LogicUnit unit, const arch::Architecture& architecture);

}  // namespace octet::tech
