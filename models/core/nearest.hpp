// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace octet {

/// For messages about a word nobody knows: `; did you mean X?` with the known word that it begins, or of the fewest
/// changed characters; nothing when none is near (more than half of the longer word differs).
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace octet
