// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sim/bench/host.hpp"
#include "sim/bench/measure.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::bench {

/// For people: the host, a row for each ratio and peak, what each name means, what was skipped and why.
std::string table(const Results& results, const Host& host);

/// `host` {cpu_model, instruction_sets[], cores}, `repetitions`, `ratios[]` {name, meaning, ours_cpu_s,
/// reference_cpu_s, ratio, target, met, ours_samples_cpu_s[], reference_samples_cpu_s[]}, `peaks[]` {name, meaning,
/// peak_rss_bytes, limit_bytes, ratio, met}, `skipped[]` {name, why}, `gate` {factor, missed[]} or null.
report::Json json(const Results& results, const Host& host, std::optional<double> gate);

}  // namespace octet::bench
