// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/tech_option.hpp"

#include <fmt/format.h>

namespace octet::cli {

void TechOption::add_to(Verb& verb) {
  verb.option("--tech", "TECH", name,
              fmt::format("Technology table: a file, or one of {} ({} unless given)",
                          fmt::join(tech::shipped_technologies(), ", "), tech::kDefaultTechnology));
}

std::optional<tech::Technology> TechOption::read(Faults& faults) const {
  return faults.attempt([&] { return tech::read_technology(name.empty() ? tech::kDefaultTechnology : name); });
}

}  // namespace octet::cli
