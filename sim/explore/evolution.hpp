// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/explore/sampler.hpp"
#include "sim/explore/search.hpp"

namespace octet::explore {

/// An evolutionary search for the front of several objectives, after NSGA-II (Deb et al. 2002): parents are the best of
/// everything seen, by rank and then by crowding distance; children take every axis from one of two parents and change
/// some, mostly to a neighboring choice. No point is run twice. `random` gives points not given before.
std::vector<Genome> evolve(const SearchPlan& plan, const Space& space, const Evaluate& evaluate, Sampler& random);

}  // namespace octet::explore
