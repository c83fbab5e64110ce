// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "models/core/progress.hpp"
#include "sim/power/gate_energy.hpp"
#include "sim/power/reference.hpp"
#include "sim/synthesis/liberty.hpp"
#include "sim/tech/technology.hpp"

namespace octet::power {

/// One unit: the energy of its cells in drawn cases, and what the table says of the same commands.
struct UnitPower {
  std::string name;
  std::uint64_t cells = 0, registers = 0;
  std::uint64_t cycles = 0;    ///< clocked, in all cases
  std::uint64_t toggles = 0;   ///< rises and falls of all nets but the clock
  std::uint64_t outputs = 0;   ///< bits of outputs in all cycles
  std::uint64_t compared = 0;  ///< those that matter (replay.hpp): equal to the RTL's
  GateEnergy gates;
  tech::Joules table;  ///< events times the table, times `node_scale`; no leakage
  tech::Joules rows;   ///< events times the table's rows as measured in these cells (`measured_technology`)
};

struct PowerRequest {
  const arch::Architecture& architecture;
  const tech::Technology& technology;
  const synthesis::Liberty& liberty;
  std::vector<hw::UnitId> units;  ///< of `rtl::gated_units`
  std::uint64_t seed = 1, cases = 20;
};

struct PowerResult {
  std::vector<Reference> references;
  std::vector<UnitPower> units;
  double volts = 0.0, scale = 0.0;
};

struct PowerListeners {
  Progress synthesis, cases, cells;                  ///< modules, cases of a unit, cycles of its cells
  std::function<void(const std::string&)> building;  ///< of models of the RTL
};

/// For each unit: synthesizes it for the library, runs the cases that `octet crosscheck` draws with its RTL, and gives
/// the cells the same inputs, counting every net. Throws `UserError` for a library without what power needs and without
/// yosys, `ViewMismatch` when the cells give other bits than the RTL.
PowerResult measure_power(const PowerRequest& request, const PowerListeners& listeners);

}  // namespace octet::power
