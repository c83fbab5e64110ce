// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

namespace octet::io {

/// Root of what an installed Octet ships (workloads/, rtl/, hw/cosim/): $OCTET_DATA, else `share/octet` beside the
/// folder of this program; nothing for a program that lies in its build. Throws UserError when $OCTET_DATA is no such
/// folder.
std::optional<std::filesystem::path> data_folder();

}  // namespace octet::io
