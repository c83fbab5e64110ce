// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace octet::io {

/// What is kept between runs carries its own digest behind it, so that one that was cut off or changed is told. A
/// shared object may have that behind it too.
std::string sealed(const std::string& contents);

/// The contents; nothing when they are not those that were sealed.
std::optional<std::string_view> unsealed(std::string_view kept);

}  // namespace octet::io
