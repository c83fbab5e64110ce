// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "hw/chip/platform.hpp"
#include "models/core/error.hpp"
#include "models/data/patches.hpp"
#include "models/tasks/score.hpp"
#include "sim/compile/compile.hpp"
#include "sim/estimate/estimate.hpp"
#include "sim/explore/figures.hpp"

namespace octet::explore {
namespace {

constexpr std::size_t kMostModels = 64;  // kept by one worker

/// One line of all problems, without their places: those are overrides of ours, not of the user's.
std::string one_line(const UserError& error) {
  std::vector<std::string> messages;
  for (const Diagnostic& diagnostic : error.diagnostics()) messages.push_back(diagnostic.message);
  return fmt::format("{}", fmt::join(messages, "; "));
}

}  // namespace

std::string Job::view() const {
  switch (kind) {
    case Kind::estimate:
      return "estimate";
    case Kind::systemc:
      return "systemc";
    case Kind::accuracy:
      return fmt::format("accuracy {}+{}", first, images);
  }
  return "?";
}

std::string Job::text() const {
  return fmt::format("{} {} {} {}", static_cast<int>(kind), first, images, fmt::join(point, " "));
}

Job Job::parse(const std::string& text) {
  std::istringstream in(text);
  Job job;
  int kind = 0;
  in >> kind >> job.first >> job.images;
  job.kind = static_cast<Kind>(kind);
  for (std::uint32_t choice = 0; in >> choice;) job.point.push_back(choice);
  return job;
}

Outcome Evaluator::run(const Job& job) {
  try {
    if (job.kind == Job::Kind::accuracy) return {Outcome::State::done, "", accuracy(job), 0};
    const Figures found = time(job);
    return {Outcome::State::done, "", found.metrics, 0, found.not_priced};
  } catch (const UserError& error) {
    return {Outcome::State::infeasible, one_line(error), {}, 0};
  }
}

const graph::Model& Evaluator::model(const Configuration& configuration) {
  const SweepWorkload& subject = subjects_[configuration.workload];
  const std::string key =
      fmt::format("{} {}", configuration.workload, subject.takes_recipe() ? configuration.recipe_text : "");
  if (const auto found = models_.find(key); found != models_.end()) return found->second;
  if (models_.size() >= kMostModels) {
    executor_.reset();  // it reads one of them
    executor_of_.clear();
    models_.clear();
  }
  return models_.emplace(key, subject.model(configuration.recipe)).first->second;
}

Figures Evaluator::time(const Job& job) {
  const Configuration configuration = configurator_.configuration(job.point);
  const arch::Architecture& architecture = configuration.architecture;
  const program::Program program = sim::compile(model(configuration), architecture, /*symbolic=*/true);
  if (job.kind == Job::Kind::estimate) {
    const sim::Estimate estimate = sim::estimate(program, architecture);
    return figures(architecture, estimate.traffic, estimate.cycles, technology_);
  }
  const hw::RunResult result = hw::Platform(architecture, {.values = false}).run(program);
  return figures(architecture, result.counters, result.cycles, technology_);
}

Metrics Evaluator::accuracy(const Job& job) {
  OCTET_CHECK(images_ != nullptr, "accuracy needs images");
  const Configuration configuration = configurator_.package(job.point);
  const std::string key = fmt::format("{} {}", configuration.workload, configuration.recipe_text);
  const graph::Model& network = model(configuration);
  if (executor_of_ != key) {
    executor_.emplace(network);
    executor_of_ = key;
  }
  tasks::Score score;
  const std::size_t end = std::min(job.first + job.images, images_->size());
  for (std::size_t i = job.first; i < end; ++i)
    score.count(tasks::predicted_class(executor_->run(data::patches(images_->image(i), network.image))),
                images_->labels[i]);
  return {{"right", static_cast<double>(score.right)}, {"samples", static_cast<double>(score.samples)}};
}

}  // namespace octet::explore
