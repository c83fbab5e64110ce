// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/explore/constraint.hpp"

namespace octet::explore {

/// One dimension of the space: a choice sets all its parameters together.
struct Axis {
  std::vector<std::string> names;                ///< parameters
  std::vector<std::vector<std::string>> values;  ///< by choice, then by name
  std::string place;
};

/// What to make small, or large.
struct Objective {
  std::string metric;
  bool is_maximized = false;
};

enum class Method { grid, random, evolution };
const char* name(Method method);

/// How the space is walked.
struct SearchPlan {
  Method method = Method::grid;
  std::uint64_t points = 0;  ///< to run at most; 0, for a grid: all
  std::uint64_t seed = 1;
  std::uint64_t population = 64;  ///< of the evolution, a generation
};

/// What is done with the best.
struct Finalists {
  std::uint64_t points = 24;           ///< at least as many, where there are
  std::uint64_t images = 0;            ///< for accuracy; 0: all of the data set's test images
  std::uint64_t screen_images = 1000;  ///< of every package, where accuracy is an objective or constraint
};

/// What one worker may take.
struct Limits {
  double seconds = 600;          ///< a job, by the clock
  std::uint64_t memory_mib = 0;  ///< of addresses a worker; 0: as many as it wants
};

/// A sweep as its file describes it: valid by itself, nothing of what it names read yet.
struct Spec {
  std::filesystem::path file;
  std::string text;
  std::vector<std::string> workloads;  ///< one, or those of the axis `workload`
  std::string architecture;
  std::vector<std::string> settings;  ///< PATH=VALUE, of every point
  std::string recipe;                 ///< file, or empty: the defaults
  std::string dataset;                ///< folder, or empty: no accuracy, nothing to calibrate with
  std::string technology;             ///< table of energies and areas: a file or a shipped one; empty: the default
  std::vector<Axis> axes;
  std::vector<Objective> objectives;
  std::vector<Constraint> constraints;
  SearchPlan search;
  Finalists finalists;
  Limits limits;

  /// Whether points must know their accuracy before the finalists are chosen.
  bool screens_accuracy() const;
};

/// Reads `octet_sweep: 1` (docs/sweep.md). Throws UserError with every problem at once: unknown and missing keys, axes
/// that name no parameter, values out of range, empty grids, constraints that contradict each other. Paths are relative
/// to the folder of the file.
Spec read_spec(const std::filesystem::path& path);

/// The same for text in memory; `name` stands for the file in messages.
Spec parse_spec(const std::string& yaml, const std::string& name);

}  // namespace octet::explore
