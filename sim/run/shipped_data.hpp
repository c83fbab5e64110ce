// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace octet::sim {

/// The folder of shipped workloads: that of $OCTET_DATA, else `workloads` of the checkout one stands in, else of the
/// one that holds this program, else that of an installed Octet (models/graph/data_folder.hpp). Relative to the current
/// folder where it lies below that.
std::optional<std::filesystem::path> workloads_folder();

/// What a user means by a workload: a path as it is, else the shipped network of that name. Throws UserError, with a
/// guess, for a name that is neither.
std::string find_workload(const std::string& path_or_name);

/// The same for a recipe: a path as it is, else the shipped one of that name (`int8`).
std::string find_recipe(const std::string& path_or_name);

}  // namespace octet::sim
