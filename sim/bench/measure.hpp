// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "sim/bench/family.hpp"

namespace octet::bench {

/// A ratio with what was measured.
struct MeasuredRatio {
  Ratio asked;
  std::vector<double> ours_samples, reference_samples;  ///< CPU seconds in order of time
  double ours_cpu_s = 0.0, reference_cpu_s = 0.0;       ///< medians
  double ours_rate = 0.0, reference_rate = 0.0;         ///< simulated cycles a CPU second; 0: none were simulated

  double ratio() const { return ours_cpu_s / reference_cpu_s; }
  bool met() const { return ratio() <= asked.target; }
};

/// A peak with what was measured.
struct MeasuredPeak {
  Peak asked;
  std::uint64_t peak_rss_bytes = 0;  ///< the largest of all repetitions

  double ratio() const { return static_cast<double>(peak_rss_bytes) / static_cast<double>(asked.limit_bytes); }
  bool met() const { return peak_rss_bytes <= asked.limit_bytes; }
};

/// What is not measured on this host, and why.
struct Skip {
  std::string name, why;
  bool strict = false;  ///< Ratio::strict
};

struct Results {
  std::size_t repetitions = 0;
  std::vector<MeasuredRatio> ratios;
  std::vector<MeasuredPeak> peaks;
  std::vector<Skip> skipped;
};

/// Names of every ratio and peak, in the order of the table.
std::vector<std::string> names(const std::vector<Family>& families);

/// The families with nothing but what `only` names, and the sides that needs. Throws UserError for each name that is
/// none. An empty `only` leaves all.
std::vector<Family> select(std::vector<Family> families, const std::vector<std::string>& only);

/// Runs every side of every family `repetitions` (at least 1) times, the sides of one family in turn. What needs a side
/// that threw `NotHere` is skipped; such a side is not run again. `progress` counts runs.
Results measure(const std::vector<Family>& families, std::size_t repetitions, const Progress& progress = {});

/// The middle of the sorted samples (of two, their mean); there is at least one.
double median(std::vector<double> samples);

/// Names of the ratios and peaks that miss their target by more than `factor`: ratio > target * factor. Strict ones may
/// not miss it at all, nor be skipped.
std::vector<std::string> missed_by(const Results& results, double factor);

}  // namespace octet::bench
