// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

namespace octet::sim {

/// The folder of shipped workloads: `workloads` of the checkout one stands in, else of the one that holds this program,
/// else `share/octet/workloads` beside its folder. Relative to the current folder where it lies below that.
std::optional<std::filesystem::path> workloads_folder();

}  // namespace octet::sim
