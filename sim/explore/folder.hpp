// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace octet::explore {

/// What a sweep's folder holds.
inline constexpr const char* kDatabaseFile = "sweep.sqlite";
inline constexpr const char* kSpecFile = "spec.yaml";
inline constexpr const char* kJsonFile = "sweep.json";
inline constexpr const char* kPointsFile = "points.csv";
inline constexpr const char* kParetoFile = "pareto.csv";

/// What may be there already.
enum class Existing {
  refuse,
  resume,  ///< goes on with it; begins where nothing is there
  replace  ///< takes it away first (`--force`)
};

/// Throws UserError for a folder that exists and should not, holds anything that is no sweep's, cannot be written, or
/// would be replaced while another sweep works in it.
void check_folder(const std::filesystem::path& folder, Existing existing);

/// Makes the folder of a sweep, and those above it, after `check_folder`, which it asks again. It appears at once and
/// fills while the sweep runs, so that a killed one leaves what it knows.
void make_folder(const std::filesystem::path& folder, Existing existing);

}  // namespace octet::explore
