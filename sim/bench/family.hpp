// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace octet::bench {

/// What one repetition of a side used.
struct Usage {
  double cpu_s = 0.0;                  ///< user and system time
  std::uint64_t peak_rss_bytes = 0;    ///< of a whole process; 0 where the side is a part of this one
  std::uint64_t simulated_cycles = 0;  ///< in this time; 0 where that is not the question
};

/// One thing that is timed. Sides of a family run in turn, repetition after repetition, so that a host whose speed
/// drifts treats them alike.
struct Side {
  std::string name;             ///< unique in its family
  std::function<Usage()> once;  ///< one repetition; what it needs is prepared in its first call, outside the time
};

/// CPU seconds of one side over those of another, by the medians of all repetitions.
struct Ratio {
  std::string name;       ///< lower_snake, unique in the tool: `--only` takes it
  std::string meaning;    ///< both sides in words, for people
  std::string ours;       ///< a side of the family
  std::string reference;  ///< another
  double target = 1.0;    ///< the largest ratio that meets it
  bool strict = false;    ///< a gate gives it no room, and misses it where it is not measured
};

/// The peak resident set of a side that is a whole process, over what it may be.
struct Peak {
  std::string name;  ///< as Ratio::name
  std::string meaning;
  std::string side;
  std::uint64_t limit_bytes = 0;
};

/// Thrown by a side that needs what this host lacks: its ratios and peaks are skipped, for the reason given.
struct NotHere : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Sides and what is asked of them. Making one is cheap: nothing runs and nothing is read before its sides do.
struct Family {
  std::vector<Side> sides;
  std::vector<Ratio> ratios;
  std::vector<Peak> peaks;
};

}  // namespace octet::bench
