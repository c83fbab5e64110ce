// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// The files of a sweep's folder that the report is made from.
inline constexpr const char* kSweepFile = "sweep.json";
inline constexpr const char* kSweepPointsFile = "points.csv";

/// The most points of a page: it stays small, and no plot shows more.
inline constexpr std::size_t kMostPoints = 12000;

/// Whether this folder holds a sweep's export.
bool is_sweep_folder(const std::filesystem::path& folder);

/// Whether this is the folder of a sweep that has not come to its export: it works still, or was interrupted.
bool is_unfinished_sweep_folder(const std::filesystem::path& folder);

/// A folder of `octet sweep` as the report's page takes it: {`folder`, `name`, `files`, `sweep` (sweep.json without its
/// lists of points), `axes` {`name`, `choices`}, `objectives` {`name`, `maximize`}, `points`, `left_out`,
/// `without_figures` {`state`, `reason`, `points`: how many}}. A point is flat: id, 1 on the front or 0, 1 run in
/// SystemC or 0, the number of its choice on each axis, its objectives (null where unknown). Only points that ran are
/// listed; beyond `most_points`, some that are not finalists are left out, evenly. Read as hostile input: UserError
/// with every problem.
Json read_sweep_folder(const std::filesystem::path& folder, std::size_t most_points = kMostPoints);

}  // namespace octet::report
