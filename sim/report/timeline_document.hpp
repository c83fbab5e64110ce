// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// The most spans of a page: it stays small, and no screen shows more.
inline constexpr std::size_t kMostSpans = 20000;

/// trace.json as the report's page takes it: {`units`, `layers`, `steps` (how many spans each unit had),
/// `merged_gap_cycles`, `spans`}. `spans` is flat, four integers each, by start: unit, layer, start after the span
/// before, length. Spans of one unit and layer less than `merged_gap_cycles` apart are one (0: all stand as they were).
/// UserError for what is no trace of `units` that ends by `cycles`.
Json read_timeline(const std::filesystem::path& path, const std::vector<std::string>& units, std::uint64_t cycles,
                   std::size_t most_spans = kMostSpans);

}  // namespace octet::report
