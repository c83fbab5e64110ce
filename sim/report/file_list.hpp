// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// What a document was made from: [{`path`, `bytes`, `sha256`}].
Json files_json(const std::vector<std::filesystem::path>& paths);

}  // namespace octet::report
