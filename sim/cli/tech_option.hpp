// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sim/cli/options.hpp"
#include "sim/tech/technology.hpp"

namespace octet::cli {

/// `--tech FILE|NAME`.
struct TechOption {
  std::string name;

  void add_to(Verb& verb);
  /// Nothing, and a problem kept, when wrong. Without the option the default table.
  std::optional<tech::Technology> read(Faults& faults) const;
};

}  // namespace octet::cli
