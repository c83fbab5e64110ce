// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/data/dataset.hpp"
#include "sim/explore/configuration.hpp"
#include "sim/explore/evaluator.hpp"
#include "sim/explore/pool.hpp"
#include "sim/explore/result.hpp"
#include "sim/explore/store.hpp"
#include "sim/explore/sweep_workload.hpp"
#include "sim/tech/technology.hpp"

namespace octet::explore {

/// How far a sweep is: `done` of `total` pieces of a stage. Called a few times a second; may throw, which ends it.
using SweepProgress = std::function<void(const char* stage, std::uint64_t done, std::uint64_t total)>;

/// One sweep: reads what its specification names, walks the space by closed-form estimates, and runs the best in
/// SystemC and on all images. Everything computed is filed at once, and what is on file is not computed again.
class Sweep {
 public:
  /// Throws UserError with everything that is wrong with what the specification names. The spec outlives it.
  explicit Sweep(const Spec& spec);

  const Identity& identity() const { return identity_; }
  /// Runs what the store does not have. Throws UserError when no point satisfies the constraints among parameters.
  SweepResult run(Store& store, unsigned workers, const SweepProgress& progress);
  const Space& space() const { return space_; }

 private:
  /// What decides a point's results.
  struct Known {
    std::string key;      ///< of its time; empty where there is no such machine
    std::string package;  ///< of its accuracy
    std::string recipe;
    std::string refusal;  ///< why there is no such machine
  };

  void read_files();
  void calibrate(const SweepProgress& progress);
  std::vector<std::optional<Scores>> evaluate(std::span<const Genome> points);
  void run_jobs(std::vector<Job> jobs, const char* stage, std::uint64_t before, std::uint64_t total);
  void measure_accuracy(const std::vector<Genome>& points, std::size_t images, const char* stage);
  void settle(Point& point) const;
  void choose_finalists(std::vector<Point>& points);
  const std::string& key(const Job& job);
  const Known& known(const Genome& point);
  PackageAccuracy accuracy(const Genome& point);
  Point point(const Genome& genome);
  std::size_t all_images() const;

  const Spec& spec_;
  Space space_;
  Configurator configurator_;
  std::vector<SweepWorkload> subjects_;
  std::optional<tech::Technology> technology_;
  std::optional<data::ImageDataset> images_, calibration_images_;
  Identity identity_;
  std::map<Genome, Known> known_;
  Store* store_ = nullptr;
  std::unique_ptr<Pool> pool_;
  SweepProgress progress_;
  std::uint64_t computed_ = 0, asked_ = 0;
};

}  // namespace octet::explore
