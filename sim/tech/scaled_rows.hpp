// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "models/io/yaml_reader.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {

/// A shipped table by its name, or null.
using FindTable = std::function<const Technology*(const std::string& name)>;

/// Every scaled row says what it follows from: a fault of `file` (whose rows `table` holds) for one whose value is not
/// the sum of the rows in `from` times `factor` (to 1 in 1000), that names a row nobody has, or that follows from
/// itself. `from` names rows of this table by its own name, and of shipped ones: `TABLE/ROW`, or
/// `TABLE/sram_access_pj/BYTES`, with `xBITS` behind it where a table has several widths.
/// `sram`: the rows for memories in the order of the file.
void check_scaled_rows(io::YamlFile& file, const Technology& table, const std::vector<SramRow>& sram,
                       const FindTable& find);

}  // namespace octet::tech
