// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/explore/metrics.hpp"

namespace octet::explore {

/// What came of one piece of work.
struct Outcome {
  enum class State {
    done,
    infeasible,  ///< such a machine, package or mapping cannot be: the reason tells why
    failed       ///< it should have been possible: a crash, a fault, too much time or memory
  };

  State state = State::done;
  std::string reason;                        ///< empty when done
  Metrics metrics;                           ///< empty unless done
  double seconds = 0;                        ///< by the host's clock
  std::vector<std::string> not_priced = {};  ///< Figures::not_priced

  bool is_done() const { return state == State::done; }
};

/// `done`, `infeasible`, `failed`.
const char* name(Outcome::State state);

/// The outcome as one line of JSON and back (`seconds` left out), as workers answer and the database keeps it.
/// UserError for a text that is none.
std::string to_text(const Outcome& outcome);
Outcome outcome_of(const std::string& text);

}  // namespace octet::explore
