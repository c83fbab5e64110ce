// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/compress/evaluate.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::cli {

/// `metric`, `samples`, `integer`, `float`, `agreement`: shares in [0, 1], null where there is no float graph.
report::Json accuracy_json(const compress::Evaluation& evaluation);

/// The same for people, in percent.
std::string accuracy_text(const compress::Evaluation& evaluation);

}  // namespace octet::cli
