// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/progress.hpp"
#include "models/program/program.hpp"
#include "sim/crosscheck/comparison.hpp"
#include "sim/crosscheck/subjects.hpp"

namespace octet::crosscheck {

/// What is to be compared.
struct Request {
  arch::Architecture architecture;
  std::vector<Subject> subjects;
  std::uint64_t seed = 1;
  std::uint64_t unit_cases = 20;  ///< drawn ones of each unit, after those that are aimed (`UnitCases`)
  std::uint64_t program_cases = 3;
  std::optional<std::uint64_t> only_case;   ///< of each subject, instead of all
  bool stop_at_first = false;               ///< the first case that fails is the last
  std::optional<program::Program> program;  ///< a compiled program beside the subjects
  std::string program_name;
  std::optional<std::filesystem::path> rtl;  ///< the user's modules
};

/// Who hears what.
struct Listeners {
  std::function<void(const std::string&)> build;    ///< a model is being built; some ten times a second
  std::function<void(const std::string&)> running;  ///< "softmax case 3", before it runs
  /// As a `Progress`, of one view of the case that runs: how many of what ("rtl cycle") are done, of how many.
  std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)> parts;
  Progress cases;
};

/// The first case of a row that is not as it should be.
struct Failure {
  enum class Kind : std::uint8_t { values, time, fault } kind = Kind::values;
  std::uint64_t case_index = 0;
  std::optional<Difference> difference;  ///< of values
  std::vector<std::string> lines;        ///< what is wrong, one sentence each
};

/// One unit, or one program: the sums over its cases.
struct SubjectResult {
  std::string name, architecture;
  std::optional<hw::UnitId> unit;
  std::uint64_t seed = 0, cases = 0, compared = 0, mismatches = 0;
  Cycles cycles_systemc, cycles_rtl;
  double worst_cycle_error_percent = 0.0;  ///< of one case, never averaged
  std::array<hw::UnitCounters, hw::kUnitCount> units_systemc{}, units_rtl{};
  std::uint64_t failed_cases = 0;
  std::optional<Failure> failure;
  std::vector<std::string> not_reached;  ///< what the unit's page allows and no case asks for
};

struct Result {
  std::uint64_t seed = 0;
  std::vector<SubjectResult> units, programs;

  /// The first row with a failure; null when all agree.
  const SubjectResult* failed() const;
};

/// Runs every case in golden, SystemC and gates. A case that fails does not end the others, unless that is asked for.
Result crosscheck(const Request& request, const Listeners& listeners);

/// That case once more, with an FST waveform in `file`, beside which another file may stand meanwhile; it is written
/// even when the case fails. Throws `UserError` when it cannot be opened; `wave_view` looks whether it is whole.
void write_waves(const Request& request, const SubjectResult& row, std::uint64_t case_index,
                 const std::filesystem::path& file, const Listeners& listeners);

}  // namespace octet::crosscheck
