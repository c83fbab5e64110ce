// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/tasks/score.hpp"
#include "sim/explore/outcome.hpp"
#include "sim/explore/pareto.hpp"
#include "sim/explore/space.hpp"
#include "sim/explore/spec.hpp"
#include "sim/explore/store.hpp"

namespace octet::explore {

/// A point that was asked for, and everything known of it.
struct Point {
  Genome genome;
  std::vector<std::pair<std::string, std::string>> settings;
  Outcome::State state = Outcome::State::done;
  std::string reason;                   ///< unless done
  Metrics metrics;                      ///< of the best view that ran: SystemC before estimate
  std::vector<std::string> not_priced;  ///< what area and energy leave out
  std::string package;                  ///< numeric choices; equal text, equal accuracy
  std::uint64_t samples = 0;            ///< images behind `accuracy`
  std::optional<Scores> scores;         ///< nothing where constraints do not hold or an objective is not known
  bool is_finalist = false;             ///< ran in SystemC, and its accuracy on all images
  bool is_on_front = false;             ///< of the finalists
  double estimated_cycles = 0.0;        ///< of a finalist, beside SystemC's
};

/// A package that points shared, with its accuracy.
struct PackageAccuracy {
  std::string package;
  tasks::Score score;
  std::string failure;  ///< of the first piece that failed; empty when none did
};

/// What a sweep found, the same however often it was interrupted.
struct SweepResult {
  const Spec* spec = nullptr;  ///< outlives the result
  Identity identity;
  std::uint64_t space = 0;    ///< points of the whole product of axes
  std::vector<Point> points;  ///< in the order in which they were asked for
  std::vector<PackageAccuracy> packages;
  std::uint64_t computed = 0;  ///< results computed by this call; the rest were on file

  std::size_t count(Outcome::State state) const;
  /// What area and energy of some point leave out, each once.
  std::vector<std::string> not_priced() const;
};

}  // namespace octet::explore
