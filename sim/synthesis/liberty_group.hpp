// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/synthesis/liberty.hpp"

namespace octet::synthesis {

/// A group of a liberty file, `name (arguments) { ... }`, and what stands in it.
struct LibertyGroup {
  std::string name;
  std::vector<std::string> arguments;
  /// `name : value;` with one value, `name (value, ...);` with all of them. Quotes are taken off.
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes;
  std::vector<LibertyGroup> groups;

  /// The first argument; empty without one.
  const std::string& title() const;
  /// Values of the first attribute of that name; null without one.
  const std::vector<std::string>* find(const std::string& attribute) const;
  /// Its only value; empty without one.
  const std::string& text(const std::string& attribute) const;
};

/// The group `library` of a liberty file. Throws `UserError` naming file and line where it is not well-formed; how deep
/// it nests `parse_liberty` has seen to.
LibertyGroup library_group(const Liberty& liberty);

}  // namespace octet::synthesis
