// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "models/compress/evaluate.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::cli {

/// `metric`, `samples`, `integer`, `float`, `agreement`: shares in [0, 1], null where there is no float graph.
report::Json accuracy_json(const compress::Evaluation& evaluation);

/// The same for people, in percent; says so when fewer samples were there than `asked`.
std::string accuracy_text(const compress::Evaluation& evaluation, std::uint64_t asked);

}  // namespace octet::cli
