// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace octet::io {

/// Values and nodes: 1 to 200 letters, digits and `._-/`.
bool is_name(std::string_view text);
inline constexpr const char* kNameRule = "a name of 1 to 200 letters, digits and ._-/";

/// Models and data sets, which people read in tables: 1 to 200 printable ASCII characters, no space at either end.
bool is_title(std::string_view text);
inline constexpr const char* kTitleRule = "a name of 1 to 200 printable ASCII characters, no space at either end";

/// Whether a pattern stands for all of `text`: `*` in it for any characters or none, `?` for one, others for
/// themselves.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace octet::io
