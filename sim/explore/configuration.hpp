// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/arch/raw_architecture.hpp"
#include "models/compress/recipe.hpp"
#include "sim/explore/space.hpp"
#include "sim/explore/spec.hpp"

namespace octet::explore {

/// A point made concrete.
struct Configuration {
  std::size_t workload = 0;  ///< index in `Spec::workloads`
  compress::Recipe recipe;
  std::string recipe_text;  ///< all numeric choices: equal text, equal package
  arch::Architecture architecture;
};

/// Turns points into configurations. A machine is built for the package it runs: unless the sweep says otherwise, the
/// widths it supports (`numerics.*_max`) are the widest of the recipe. Spec and space outlive it.
class Configurator {
 public:
  /// Reads architecture and recipe. Throws UserError with all their problems.
  Configurator(const Spec& spec, const Space& space);

  /// Workload and recipe of a point: its package, without its machine.
  Configuration package(const Genome& point) const;
  /// Throws UserError for a combination that no architecture can have.
  Configuration configuration(const Genome& point) const;
  /// The widths of machines follow the recipe; false where no package is made from a recipe.
  void follow_recipe(bool follows) { follows_recipe_ = follows; }
  /// Values of the architecture by parameter name, before any axis.
  std::vector<std::pair<std::string, std::string>> base_values() const;

 private:
  bool is_given(const std::string& parameter) const;

  const Spec& spec_;
  const Space& space_;
  arch::RawArchitecture raw_;
  compress::Recipe recipe_;
  bool follows_recipe_ = true;
};

}  // namespace octet::explore
