// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/run/record.hpp"

namespace octet::report {

/// The run as people read it on a terminal: result, time, units with their stalls by cause, memory traffic.
std::string run_table(const sim::RunRecord& record);

}  // namespace octet::report
