// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/evolution.hpp"

#include <algorithm>
#include <limits>

namespace octet::explore {
namespace {

constexpr std::uint64_t kCrossPercent = 90;     // children of two parents; the rest of one
constexpr std::uint64_t kNeighborPercent = 70;  // changes by one choice up or down; the rest to any
constexpr int kMostTries = 30;                  // to make a child that was not run before

class Evolution {
 public:
  Evolution(const SearchPlan& plan, const Space& space, const Evaluate& evaluate, Sampler& random)
      : plan_(plan), space_(space), evaluate_(evaluate), random_(random) {}

  std::vector<Genome> run() {
    std::vector<Genome> generation;
    while (generation.size() < wanted())
      if (!add(generation, random_.draw())) break;
    while (!generation.empty()) {
      settle(generation);
      generation.clear();
      while (generation.size() < wanted())
        if (!add(generation, child())) break;
    }
    return seen_;
  }

 private:
  std::size_t wanted() const {
    return static_cast<std::size_t>(std::min(plan_.population, plan_.points - seen_.size()));
  }

  static bool add(std::vector<Genome>& generation, std::optional<Genome> point) {
    if (point) generation.push_back(std::move(*point));
    return point.has_value();
  }

  /// Runs a generation, and chooses the parents of the next.
  void settle(const std::vector<Genome>& generation) {
    const std::vector<std::optional<Scores>> scores = evaluate_(generation);
    for (std::size_t i = 0; i < generation.size(); ++i) {
      seen_.push_back(generation[i]);
      if (!scores[i]) continue;
      good_.push_back(generation[i]);
      scores_.push_back(*scores[i]);
    }
    parents_ = select(scores_, static_cast<std::size_t>(plan_.population));
    std::vector<Scores> of_parents;
    for (const std::size_t parent : parents_) of_parents.push_back(scores_[parent]);
    rank_ = ranks(of_parents);
    lonely_.assign(parents_.size(), 0.0);
    const std::size_t levels = rank_.empty() ? 0 : *std::max_element(rank_.begin(), rank_.end()) + 1;
    for (std::size_t level = 0; level < levels; ++level) {
      std::vector<std::size_t> members;
      for (std::size_t i = 0; i < rank_.size(); ++i)
        if (rank_[i] == level) members.push_back(i);
      const std::vector<double> distance = crowding(of_parents, members);
      for (std::size_t i = 0; i < members.size(); ++i) lonely_[members[i]] = distance[i];
    }
  }

  /// The better of two parents drawn by lot.
  const Genome& parent() {
    const std::size_t a = random_.below(parents_.size()), b = random_.below(parents_.size());
    const bool is_a = rank_[a] < rank_[b] || (rank_[a] == rank_[b] && lonely_[a] >= lonely_[b]);
    return good_[parents_[is_a ? a : b]];
  }

  void change(Genome& point) {
    for (std::size_t axis = 0; axis < point.size(); ++axis) {
      if (random_.below(point.size()) != 0) continue;
      const std::uint32_t choices = space_.choices(axis);
      if (random_.chance(kNeighborPercent))
        point[axis] =
            random_.chance(50) ? std::min(point[axis] + 1, choices - 1) : point[axis] - (point[axis] > 0 ? 1 : 0);
      else
        point[axis] = static_cast<std::uint32_t>(random_.below(choices));
    }
  }

  std::optional<Genome> child() {
    if (parents_.empty()) return random_.draw();
    Genome point = parent();
    if (random_.chance(kCrossPercent)) {
      const Genome& other = parent();
      for (std::size_t axis = 0; axis < point.size(); ++axis)
        if (random_.chance(50)) point[axis] = other[axis];
    }
    for (int i = 0; i < kMostTries; ++i) {
      change(point);
      if (random_.take(point)) return point;
    }
    return random_.draw();
  }

  const SearchPlan& plan_;
  const Space& space_;
  const Evaluate& evaluate_;
  Sampler& random_;
  std::vector<Genome> seen_, good_;  ///< all that were run; those with scores
  std::vector<Scores> scores_;       ///< of `good_`
  std::vector<std::size_t> parents_, rank_;
  std::vector<double> lonely_;  ///< as `rank_`, of `parents_`
};

}  // namespace

std::vector<Genome> evolve(const SearchPlan& plan, const Space& space, const Evaluate& evaluate, Sampler& random) {
  return Evolution(plan, space, evaluate, random).run();
}

}  // namespace octet::explore
