// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/report/yaml_json.hpp"
#include "sim/run/record.hpp"

namespace octet::report {

/// `octet run --explain` as people read it: a row a layer in program order, the whole run's roofline, and what follows.
/// `time` has an explanation.
std::string explain_table(const sim::MachineTime& time);

/// The explanation of one layer, by its index in `Program::layers`; null without any.
Json layer_explain_json(const sim::MachineTime& time, std::size_t layer);

/// The explanation of the run, for the document's `explain`.
Json explain_json(const sim::MachineTime& time);

/// {"multiply_cycles", ...}: cycles by cause, but for units that the machine of the explanation does not have.
Json causes_json(const sim::Explanation& all, const sim::CauseCycles& causes);

/// Columns that layers.csv has in addition, with a leading comma each.
std::string explain_csv_header(const sim::Explanation& all);
std::string explain_csv(const sim::MachineTime& time, std::size_t layer);
/// The same columns for cycles of no layer: a window that is not in one piece, and its causes.
std::string explain_csv(const sim::Explanation& all, Cycles window, const sim::CauseCycles& causes);

}  // namespace octet::report
