// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/core/progress.hpp"
#include "sim/run/record.hpp"

namespace octet::report {

/// The timeline of one inference in Chrome's trace format (opens in Perfetto): one track a unit. One microsecond on the
/// screen is one cycle, so that every number is exact. Text, not a document: events are many. `progress` counts them.
std::string chrome_trace(const sim::RunRecord& record, const Progress& progress = {});

}  // namespace octet::report
