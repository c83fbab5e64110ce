// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/accuracy.hpp"

#include <fmt/format.h>

namespace octet::cli {

report::Json accuracy_json(const compress::Evaluation& evaluation) {
  const auto share = [](const std::optional<double>& value) {
    return value ? report::Json(*value) : report::Json(nullptr);
  };
  return {{"metric", evaluation.metric},
          {"samples", evaluation.samples},
          {"integer", evaluation.integer},
          {"float", share(evaluation.reference)},
          {"agreement", share(evaluation.agreement)}};
}

std::string accuracy_text(const compress::Evaluation& evaluation, std::uint64_t asked) {
  const auto percent = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.2f} %", 100.0 * *value) : std::string("unknown, the package keeps no float graph");
  };
  const std::string samples =
      fmt::to_string(evaluation.samples) +
      (asked > evaluation.samples ? fmt::format(" of {} asked: the data set holds no more", asked) : "");
  return fmt::format("{:<14}{}\n{:<14}{}\n{:<14}{}\n{:<14}{}\n{:<14}{}\n", "metric", evaluation.metric, "samples",
                     samples, "integer", percent(evaluation.integer), "float", percent(evaluation.reference),
                     "agreement", percent(evaluation.agreement));
}

}  // namespace octet::cli
