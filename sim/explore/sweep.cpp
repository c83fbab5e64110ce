// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/core/error.hpp"
#include "sim/explore/metrics.hpp"
#include "sim/explore/search.hpp"

namespace octet::explore {
namespace {

/// Images of one piece of work: about a second.
constexpr std::size_t kChunk = 500;

constexpr const char* kEstimating = "estimating points";
constexpr const char* kScreening = "screening accuracy, pieces of 500 images";
constexpr const char* kSimulating = "simulating finalists";
constexpr const char* kMeasuring = "measuring accuracy of finalists, pieces of 500 images";

}  // namespace

std::size_t SweepResult::count(Outcome::State state) const {
  return static_cast<std::size_t>(
      std::count_if(points.begin(), points.end(), [&](const Point& point) { return point.state == state; }));
}

std::vector<std::string> SweepResult::not_priced() const {
  std::set<std::string> all;
  for (const Point& point : points) all.insert(point.not_priced.begin(), point.not_priced.end());
  return {all.begin(), all.end()};
}

Sweep::Sweep(const Spec& spec) : spec_(spec), space_(spec), configurator_(spec, space_) {
  read_files();
  configurator_.follow_recipe(subjects_.front().takes_recipe());
  space_.set_fixed(configurator_.base_values());
  check_space(spec.search, space_);
}

const Sweep::Known& Sweep::known(const Genome& point) {
  const auto [entry, is_new] = known_.try_emplace(point);
  Known& out = entry->second;
  if (!is_new) return out;
  const Configuration package = configurator_.package(point);
  out.recipe = subjects_[package.workload].takes_recipe() ? package.recipe_text : "";
  // Everything else that decides a package or a time is part of the identity, and the same for all of a sweep; results
  // of other sweeps are found where all of it is the same.
  std::string identity;
  for (const io::InputFile& file : subjects_[package.workload].files()) identity += file.sha256;
  for (const auto& [name, value] : identity_)
    if (name != "specification" && !name.starts_with("file ")) identity += name + "=" + value + "\n";
  out.package = io::sha256("package\n" + identity + out.recipe);
  try {
    std::string machine = arch::to_yaml(configurator_.configuration(point).architecture);
    machine.erase(0, machine.find('\n'));  // its name, a label
    out.key = io::sha256(out.package + machine);
  } catch (const UserError& error) {
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : error.diagnostics()) messages.push_back(diagnostic.message);
    out.refusal = fmt::format("{}", fmt::join(messages, "; "));
  }
  return out;
}

const std::string& Sweep::key(const Job& job) {
  const Known& of = known(job.point);
  return job.kind == Job::Kind::accuracy ? of.package : of.key;
}

/// `before` of `total` were done before these jobs; equal pieces of work are done once.
void Sweep::run_jobs(std::vector<Job> jobs, const char* stage, std::uint64_t before, std::uint64_t total) {
  std::set<std::pair<std::string, std::string>> wanted;
  const std::size_t asked = jobs.size();
  std::erase_if(jobs, [&](const Job& job) {
    return store_->find(key(job), job.view()) != nullptr || !wanted.emplace(key(job), job.view()).second;
  });
  std::vector<std::string> texts;
  for (const Job& job : jobs) texts.push_back(job.text());
  std::uint64_t done = before + (asked - jobs.size());
  const auto take = [&](std::size_t index, const Outcome& outcome) {
    store_->add(key(jobs[index]), jobs[index].view(), outcome);
    ++computed_;
    ++done;
  };
  pool_->run(texts, take, [&] { progress_(stage, done, total); });
}

std::size_t Sweep::all_images() const {
  if (!images_) return 0;
  return spec_.finalists.images == 0 ? images_->size() : std::min<std::size_t>(spec_.finalists.images, images_->size());
}

void Sweep::measure_accuracy(const std::vector<Genome>& points, std::size_t images, const char* stage) {
  std::vector<Job> jobs;
  std::set<std::string> packages;
  for (const Genome& point : points)
    if (packages.insert(known(point).package).second)
      for (std::size_t first = 0; first < images; first += kChunk)
        jobs.push_back({Job::Kind::accuracy, point, first, std::min(kChunk, all_images() - first)});
  const std::size_t total = jobs.size();
  run_jobs(std::move(jobs), stage, 0, total);
}

PackageAccuracy Sweep::accuracy(const Genome& point) {
  PackageAccuracy out{known(point).recipe, {}, ""};
  for (std::size_t first = 0; first < all_images(); first += kChunk) {
    const Job job{Job::Kind::accuracy, point, first, std::min(kChunk, all_images() - first)};
    const Outcome* outcome = store_->find(key(job), job.view());
    if (outcome != nullptr && !outcome->is_done()) out.failure = fmt::format("{}: {}", job.view(), outcome->reason);
    // Only a run of pieces from the first image on: what packages are compared by must not depend on luck.
    if (outcome == nullptr || !outcome->is_done()) break;
    out.score += {static_cast<std::uint64_t>(outcome->metrics.at("samples")),
                  static_cast<std::uint64_t>(outcome->metrics.at("right"))};
  }
  return out;
}

Point Sweep::point(const Genome& genome) {
  const Known& of = known(genome);
  Point out;
  out.genome = genome;
  out.settings = space_.settings(genome);
  out.package = of.recipe;
  if (of.key.empty()) {
    out.state = Outcome::State::infeasible;
    out.reason = of.refusal;
    return out;
  }
  const Outcome* estimate = store_->find(of.key, "estimate");
  OCTET_CHECK(estimate != nullptr, "a point is estimated first");
  const Outcome* systemc = store_->find(of.key, "systemc");
  const Outcome& best = systemc != nullptr ? *systemc : *estimate;
  out.state = best.state;
  out.reason = best.reason;
  out.metrics = best.metrics;
  out.not_priced = best.not_priced;
  if (estimate->is_done()) out.estimated_cycles = estimate->metrics.at(kCycles);
  const PackageAccuracy measured = accuracy(genome);
  if (out.state == Outcome::State::done && !measured.failure.empty()) {
    out.state = Outcome::State::failed;
    out.reason = measured.failure;
  } else if (measured.score.samples > 0) {
    out.metrics[kAccuracy] = measured.score.share();
    out.samples = measured.score.samples;
  }
  settle(out);
  return out;
}

/// Judges constraints, and fills the scores.
void Sweep::settle(Point& point) const {
  point.scores.reset();
  if (point.state != Outcome::State::done) return;
  const auto value = [&](const std::string& name) -> std::optional<double> {
    if (const auto found = point.metrics.find(name); found != point.metrics.end()) return found->second;
    for (const auto& [parameter, text] : point.settings)
      if (parameter == name) return number_of(text);
    return std::nullopt;
  };
  for (const Constraint& constraint : spec_.constraints)
    if (constraint.needs_run() && !constraint.holds(value)) return;
  Scores scores;
  for (const Objective& objective : spec_.objectives) {
    const auto found = point.metrics.find(objective.metric);
    if (found == point.metrics.end()) return;
    scores.push_back(objective.is_maximized ? -found->second : found->second);
  }
  point.scores = std::move(scores);
}

std::vector<std::optional<Scores>> Sweep::evaluate(std::span<const Genome> points) {
  std::vector<Job> jobs;
  for (const Genome& genome : points)
    if (!known(genome).key.empty()) jobs.push_back({Job::Kind::estimate, genome, 0, 0});
  const std::uint64_t before = asked_ + (points.size() - jobs.size());
  asked_ += points.size();
  run_jobs(std::move(jobs), kEstimating, before, std::max<std::uint64_t>(asked_, spec_.search.points));
  if (spec_.screens_accuracy()) {
    std::vector<Genome> feasible;
    for (const Genome& genome : points)
      if (point(genome).state == Outcome::State::done) feasible.push_back(genome);
    measure_accuracy(feasible, std::min<std::size_t>(spec_.finalists.screen_images, all_images()), kScreening);
  }
  std::vector<std::optional<Scores>> scores;
  for (const Genome& genome : points) scores.push_back(point(genome).scores);
  return scores;
}

/// The best by what is known so far run in SystemC and on all images; the front is that of what these say.
void Sweep::choose_finalists(std::vector<Point>& points) {
  std::vector<std::size_t> good;
  std::vector<Scores> scores;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].scores) continue;
    good.push_back(i);
    scores.push_back(*points[i].scores);
  }
  std::vector<std::size_t> finalists;
  for (const std::size_t chosen : select(scores, static_cast<std::size_t>(spec_.finalists.points)))
    finalists.push_back(good[chosen]);
  std::vector<Job> jobs;
  std::vector<Genome> genomes;
  for (const std::size_t index : finalists) {
    jobs.push_back({Job::Kind::systemc, points[index].genome, 0, 0});
    genomes.push_back(points[index].genome);
  }
  const std::size_t total = jobs.size();
  run_jobs(std::move(jobs), kSimulating, 0, total);
  measure_accuracy(genomes, all_images(), kMeasuring);
  // A finalist's package has measured all points that share it.
  for (Point& each : points) each = point(each.genome);
  std::vector<std::size_t> left;
  std::vector<Scores> measured;
  for (const std::size_t index : finalists) {
    points[index].is_finalist = true;
    if (!points[index].scores) continue;
    left.push_back(index);
    measured.push_back(*points[index].scores);
  }
  for (const std::size_t member : front(measured)) points[left[member]].is_on_front = true;
}

SweepResult Sweep::run(Store& store, unsigned workers, const SweepProgress& progress) {
  store_ = &store;
  progress_ = progress;
  computed_ = asked_ = 0;
  calibrate(progress);
  // Workers are copies of this process: each gets an evaluator of its own at its first job.
  const auto evaluator =
      std::make_shared<Evaluator>(configurator_, subjects_, *technology_, images_ ? &*images_ : nullptr);
  pool_ = std::make_unique<Pool>(
      workers, [evaluator](const std::string& job) { return evaluator->run(Job::parse(job)); }, spec_.limits);
  SweepResult result;
  result.spec = &spec_;
  result.identity = identity_;
  result.space = space_.size();
  std::vector<std::pair<std::string, std::string>> notes;
  for (const Genome& genome : search(spec_.search, space_, [&](auto points) { return evaluate(points); })) {
    result.points.push_back(point(genome));
    std::string settings;
    for (const auto& [name, value] : result.points.back().settings)
      settings += fmt::format("{}{}={}", settings.empty() ? "" : " ", name, value);
    notes.emplace_back(std::move(settings), known(genome).key);
  }
  store.note_points(notes);
  choose_finalists(result.points);
  std::set<std::string> packages;
  for (const Point& each : result.points)
    if (each.samples > 0 && packages.insert(known(each.genome).package).second)
      result.packages.push_back(accuracy(each.genome));
  pool_.reset();
  result.computed = computed_;
  return result;
}

}  // namespace octet::explore
