// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sc_core {
class sc_simcontext;
}

namespace octet::hw {

/// A SystemC kernel of its own for as long as it lives, so that many platforms run one after another in one process.
/// Modules are declared after it. Not thread-safe: parallel runs are processes. A SystemC warning throws
/// `InternalError`.
class SimulationScope {
 public:
  SimulationScope();
  ~SimulationScope();
  SimulationScope(const SimulationScope&) = delete;
  SimulationScope& operator=(const SimulationScope&) = delete;

 private:
  sc_core::sc_simcontext* outer_current_;
  sc_core::sc_simcontext* outer_default_;
};

}  // namespace octet::hw
