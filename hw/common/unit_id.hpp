// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/program/command.hpp"

namespace octet::hw {

/// What can be busy. Two contexts share the matmul unit and two the requantizer (docs/machine.md, "Contexts").
enum class UnitId : std::uint8_t {
  controller,
  dma_load_0,
  dma_load_1,
  dma_load_2,
  dma_store,
  matmul,
  requantizer,
  softmax,
  activation,
  normalization,
  residual_adder
};
inline constexpr std::size_t kUnitCount = 11;

/// The unit's name in reports.
inline const char* name(UnitId unit) {
  static constexpr std::array<const char*, kUnitCount> kNames = {
      "controller",  "dma_load_0", "dma_load_1", "dma_load_2",    "dma_store",     "matmul",
      "requantizer", "softmax",    "activation", "normalization", "residual_adder"};
  return kNames[static_cast<std::size_t>(unit)];
}

/// The unit that serves a context.
inline UnitId unit_of(program::Context context) {
  static constexpr std::array<UnitId, program::kContextCount> kUnits = {
      UnitId::controller, UnitId::dma_load_0,    UnitId::dma_load_1,    UnitId::dma_load_2,  UnitId::dma_store,
      UnitId::matmul,     UnitId::matmul,        UnitId::requantizer,   UnitId::requantizer, UnitId::softmax,
      UnitId::activation, UnitId::normalization, UnitId::residual_adder};
  return kUnits[static_cast<std::size_t>(context)];
}

/// Whether steps of the context move data over the memory port.
inline bool uses_memory_port(program::Context context) { return context <= program::Context::store; }

}  // namespace octet::hw
