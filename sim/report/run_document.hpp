// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// Rises when a key of run.json changes its meaning or goes away.
inline constexpr int kRunSchemaVersion = 1;

/// A folder of `octet run` as the report's page takes it: {`folder`, `files` (what was read, with sizes and digests),
/// `run` (run.json as it stands), `timeline` (`read_timeline`, or null with `timeline_missing_reason`)}.
/// Read as hostile input: UserError naming every key that is missing, of a wrong kind, or contradicts others (a unit's
/// cycles that do not add up to the run's, a total that is not the sum of its parts).
Json read_run_folder(const std::filesystem::path& folder);

}  // namespace octet::report
