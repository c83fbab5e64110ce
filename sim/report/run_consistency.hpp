// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "models/core/error.hpp"
#include "sim/report/json_reader.hpp"

namespace octet::report {

/// Whether two real numbers are the same but for the rounding of sums.
bool is_close(double a, double b);

/// Figures of a run.json that follow from each other, beside sums of parts: view and what it has, macs, utilization,
/// power, accuracy, layers, what is outside of them, windows. Its keys have the kinds that run_document.cpp asks for.
void check_consistency(JsonChecker& checker, const Json& run);

/// Problems of what lies beside a good run.json: layers.csv and architecture.yaml, where they are there, have to say
/// the same.
std::vector<Diagnostic> find_contradictions(const std::filesystem::path& folder, const Json& run);

/// The views that `octet run --view` has.
const std::vector<std::string>& known_views();

}  // namespace octet::report
