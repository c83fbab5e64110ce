// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/outcome.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "models/core/error.hpp"

namespace octet::explore {
namespace {

using State = Outcome::State;

constexpr std::array<State, 3> kStates = {State::done, State::infeasible, State::failed};

}  // namespace

const char* name(State state) {
  switch (state) {
    case State::done:
      return "done";
    case State::infeasible:
      return "infeasible";
    case State::failed:
      return "failed";
  }
  return "?";
}

std::string to_text(const Outcome& outcome) {
  nlohmann::json json = {{"state", name(outcome.state)}, {"reason", outcome.reason}, {"metrics", outcome.metrics}};
  if (!outcome.not_priced.empty()) json["not_priced"] = outcome.not_priced;
  // Reasons may quote file names, which are bytes.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Outcome outcome_of(const std::string& text) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    Outcome outcome;
    const std::string state = json.at("state");
    const auto known = std::find_if(kStates.begin(), kStates.end(), [&](State it) { return state == name(it); });
    if (known == kStates.end()) throw UserError("", "expected done, infeasible or failed, got '" + state + "'");
    outcome.state = *known;
    outcome.reason = json.at("reason");
    outcome.metrics = json.at("metrics").get<Metrics>();
    outcome.not_priced = json.value("not_priced", outcome.not_priced);
    return outcome;
  } catch (const nlohmann::json::exception& error) {
    throw UserError("", error.what());
  }
}

}  // namespace octet::explore
