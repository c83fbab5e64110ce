// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/explore/result.hpp"

namespace octet::explore {

using Json = nlohmann::ordered_json;

/// Everything but the host: `points`, `failed`, `infeasible`, `objectives`, `pareto[]`, `finalists[]`, `packages[]`,
/// `failures[]`, `provenance`. The same text for the same results.
Json sweep_json(const SweepResult& result);

/// One row a point: its parameters, state, metrics, whether it is a finalist and on the front, and why it is not done.
std::string points_csv(const SweepResult& result);
/// The rows of the front alone.
std::string pareto_csv(const SweepResult& result);

/// The front for people, the first objective in order, at most `rows` rows.
std::string pareto_table(const SweepResult& result, std::size_t rows);

}  // namespace octet::explore
