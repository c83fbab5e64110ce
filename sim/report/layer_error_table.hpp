// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/compress/layer_errors.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// For people, at most `columns` characters a line (60 at least): nodes that differ only in a number between dots, as
/// those of repeated blocks, are one row with the range of their figures and the worst of them.
std::string layer_errors_table(const std::vector<compress::LayerError>& layers, std::size_t columns);

/// Every node: [{"name", "op", "rows", "columns", "bits", "sqnr_db", "is_exact", "rms_error", "largest_error",
/// "largest_error_sample", "saturated_share"}]. Errors are in the unit of the reals; sqnr_db is null where signal or
/// error is zero.
Json layer_errors_json(const std::vector<compress::LayerError>& layers);

}  // namespace octet::report
