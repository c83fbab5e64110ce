// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/data/dataset.hpp"
#include "models/graph/executor.hpp"
#include "sim/explore/configuration.hpp"
#include "sim/explore/figures.hpp"
#include "sim/explore/outcome.hpp"
#include "sim/explore/sweep_workload.hpp"
#include "sim/tech/technology.hpp"

namespace octet::explore {

/// A piece of work: a point in a view, or a package on some images.
struct Job {
  enum class Kind { estimate, systemc, accuracy };
  Kind kind = Kind::estimate;
  Genome point;                       ///< accuracy: any point of the package
  std::size_t first = 0, images = 0;  ///< accuracy only

  /// How results are filed: `estimate`, `systemc`, `accuracy 0+1000`.
  std::string view() const;
  std::string text() const;
  static Job parse(const std::string& text);
};

/// Runs jobs; lives in every worker. What cannot be is told as infeasible; anything else that is thrown is a failure.
class Evaluator {
 public:
  /// All outlive it; `images` may be null where nothing asks for accuracy.
  Evaluator(const Configurator& configurator, const std::vector<SweepWorkload>& subjects,
            const tech::Technology& technology, const data::ImageDataset* images)
      : configurator_(configurator), subjects_(subjects), technology_(technology), images_(images) {}

  Outcome run(const Job& job);

 private:
  Figures time(const Job& job);
  Metrics accuracy(const Job& job);
  const graph::Model& model(const Configuration& configuration);

  const Configurator& configurator_;
  const std::vector<SweepWorkload>& subjects_;
  const tech::Technology& technology_;
  const data::ImageDataset* images_;
  std::map<std::string, graph::Model> models_;  ///< of the packages seen last
  std::string executor_of_;
  std::optional<graph::Executor> executor_;
};

}  // namespace octet::explore
