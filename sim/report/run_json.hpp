// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/report/yaml_json.hpp"
#include "sim/run/record.hpp"

namespace octet::report {

/// Version of this program.
std::string version();

/// The document `run.json`. Keys end in their unit; for identical input identical but for `host`.
Json run_json(const sim::RunRecord& record);

/// The text of a document as it goes to a file.
std::string json_text(const Json& json);

}  // namespace octet::report
