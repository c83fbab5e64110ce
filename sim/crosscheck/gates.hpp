// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "sim/crosscheck/alone.hpp"
#include "sim/crosscheck/view_results.hpp"

namespace octet::crosscheck {

/// Which gates stand in for what.
struct GatesRequest {
  std::optional<hw::UnitId> unit;                    ///< one unit of the SystemC platform; nothing: everything
  std::optional<std::filesystem::path> replacement;  ///< the user's modules
  std::optional<std::filesystem::path> waves;        ///< FST file that the next run writes
  std::uint64_t memory_stall_seed = 0;               ///< of the whole accelerator; not 0: random stalls of the memory
};

/// A view with gates in it, ready to run cases. Its model comes from the store, which may build it and then says so
/// through `tell`.
class Gates {
 public:
  virtual ~Gates() = default;
  /// `MachineFault` for what the gates cannot do or never finish. `progress` counts commands, or for the whole
  /// accelerator cycles, of `cycle_limit`.
  virtual ViewResult run(const Case& it, const std::vector<Element>& elements, std::uint64_t cycle_limit,
                         const Progress& progress) = 0;
  /// The steps of an aim, without a machine; only of one unit.
  virtual AloneResult run_alone(const Aim& aim, std::uint64_t seed, const Progress& progress) = 0;
};

std::unique_ptr<Gates> make_gates(const arch::Architecture& architecture, const GatesRequest& request,
                                  const std::function<void(const std::string&)>& tell);

}  // namespace octet::crosscheck
