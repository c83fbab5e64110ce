// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "sim/crosscheck/crosscheck.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::crosscheck {

/// The command that runs one case of a row again.
using Reproduce = std::function<std::string(const SubjectResult& row, std::uint64_t case_index)>;

/// A line a unit and a program.
std::string table(const Result& result, const std::string& architecture);

/// {`seed`, `units[]`, `programs[]`}; a row also has the counters of every unit in both views, and its first failure.
report::Json json(const Result& result, const Reproduce& reproduce);

/// Every row's first failure and the command that shows it again; empty when all agree.
std::string failures(const Result& result, const Reproduce& reproduce);

}  // namespace octet::crosscheck
