// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/crosscheck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/core/error.hpp"
#include "sim/crosscheck/encoder_case.hpp"
#include "sim/crosscheck/gates.hpp"
#include "sim/crosscheck/random.hpp"
#include "sim/crosscheck/unit_cases.hpp"

namespace octet::crosscheck {
namespace {

/// Beyond this the gates will not finish any more.
std::uint64_t cycle_limit(Cycles systemc) { return 10'000 + 4 * systemc.count(); }

void add_units(std::array<hw::UnitCounters, hw::kUnitCount>& sum,
               const std::array<hw::UnitCounters, hw::kUnitCount>& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i].busy += more[i].busy;
    sum[i].idle += more[i].idle;
    for (std::size_t cause = 0; cause < hw::kStallCauseCount; ++cause) sum[i].stalled[cause] += more[i].stalled[cause];
  }
}

Progress parts(const Listeners& listeners, const char* what) {
  return [&listeners, what](std::uint64_t done, std::uint64_t total) {
    if (listeners.parts) listeners.parts(what, done, total);
  };
}

/// The whole accelerator counts cycles: as many as SystemC's, if all is well.
Progress parts_of_gates(const Listeners& listeners, const SubjectResult& row, Cycles systemc) {
  if (row.unit) return parts(listeners, "rtl command");
  return [cycles = parts(listeners, "rtl cycle"), expected = systemc.count()](std::uint64_t done, std::uint64_t) {
    cycles(std::min(done, expected), expected);
  };
}

void fail(SubjectResult& row, Failure failure) {
  if (row.failed_cases++ == 0) row.failure = std::move(failure);
}

void add(SubjectResult& row, std::uint64_t case_index, const Comparison& c) {
  row.compared += c.compared;
  row.mismatches += c.mismatches;
  row.cycles_systemc += c.cycles_systemc;
  row.cycles_rtl += c.cycles_rtl;
  add_units(row.units_systemc, c.units_systemc);
  add_units(row.units_rtl, c.units_rtl);
  const double error = cycle_error_percent(c.cycles_systemc, c.cycles_rtl);
  if (std::abs(error) > std::abs(row.worst_cycle_error_percent)) row.worst_cycle_error_percent = error;
  if (c.first) {
    fail(row, {Failure::Kind::values,
               case_index,
               c.first,
               {fmt::format("value {} of {}, {}: golden {}, systemc {}, rtl {}", c.first->index, c.compared,
                            describe(c.first->at), c.first->golden, c.first->systemc, c.first->rtl)}});
  } else if (!c.time_differences.empty()) {
    fail(row, {Failure::Kind::time, case_index, std::nullopt, c.time_differences});
  }
}

void add(SubjectResult& row, std::uint64_t case_index, const AloneResult& r) {
  row.compared += r.compared;
  row.mismatches += r.mismatches;
  row.cycles_systemc += r.cycles_page;
  row.cycles_rtl += r.cycles_rtl;
  const double error = cycle_error_percent(r.cycles_page, r.cycles_rtl);
  if (std::abs(error) > std::abs(row.worst_cycle_error_percent)) row.worst_cycle_error_percent = error;
  if (!r.text.empty())
    fail(row, {r.mismatches > 0 ? Failure::Kind::values : Failure::Kind::time, case_index, r.first, {r.text}});
}

/// What is compared in a program: all results of the unit, or the output.
std::vector<Element> elements_of(const UnitCase& it, const std::optional<hw::UnitId>& unit) {
  return unit && !it.is_whole ? results_of(it.program->program, *unit) : output_of(it.program->program);
}

/// Runs cases of one row.
class RowRun {
 public:
  RowRun(const Request& request, SubjectResult row, const Listeners& listeners)
      : listeners_(listeners),
        row_(std::move(row)),
        platform_(request.architecture),
        gates_(make_gates(request.architecture, {row_.unit, request.rtl, std::nullopt}, listeners.build)) {}

  /// True when it is as it should be.
  bool run(const UnitCase& it, std::uint64_t index) {
    if (listeners_.running) listeners_.running(fmt::format("{} case {}", row_.name, index));
    ++row_.cases;
    const std::uint64_t before = row_.failed_cases;
    try {
      if (it.aim)
        add(row_, index, gates_->run_alone(*it.aim, index, parts(listeners_, "rtl step")));
      else
        run(*it.program, elements_of(it, row_.unit), index);
    } catch (const MachineFault& fault) {
      fail(row_, {Failure::Kind::fault, index, std::nullopt, {fmt::format("the gates fault: {}", fault.what())}});
    }
    return row_.failed_cases == before;
  }
  SubjectResult take() { return std::move(row_); }

 private:
  void run(const Case& it, const std::vector<Element>& elements, std::uint64_t index) {
    const ViewResult golden = run_golden(it, elements, parts(listeners_, "golden command"));
    const ViewResult systemc = run_platform(platform_, it, elements, parts(listeners_, "systemc command"));
    try {
      const ViewResult rtl =
          gates_->run(it, elements, cycle_limit(systemc.cycles), parts_of_gates(listeners_, row_, systemc.cycles));
      add(row_, index, compare(elements, golden, systemc, rtl));
    } catch (const MachineFault&) {
      row_.compared += elements.size();
      row_.cycles_systemc += systemc.cycles;
      throw;
    }
  }

  const Listeners& listeners_;
  SubjectResult row_;
  hw::Platform platform_;
  std::unique_ptr<Gates> gates_;
};

SubjectResult empty_row(const Request& request, const std::string& name, const std::optional<hw::UnitId>& unit) {
  SubjectResult row;
  row.name = name;
  row.architecture = request.architecture.name;
  row.unit = unit;
  row.seed = request.seed;
  return row;
}

Case program_case(const Request& request, std::uint64_t index) {
  return {*request.program, random_input(*request.program, case_seed(request.seed, "program", index))};
}

/// The cases of a subject of the request, whatever it is.
class SubjectCases {
 public:
  SubjectCases(const Request& request, Subject subject) : request_(request), subject_(std::move(subject)) {
    if (subject_.unit) units_.emplace(request.architecture, *subject_.unit, request.seed);
  }
  const Subject& subject() const { return subject_; }
  std::uint64_t count() const {
    if (request_.only_case) return 1;
    return units_ ? units_->aimed() + request_.unit_cases : request_.program_cases;
  }
  std::uint64_t index(std::uint64_t i) const { return request_.only_case.value_or(i); }
  UnitCase at(std::uint64_t case_index) const {
    if (units_) return units_->at(case_index);
    return {std::nullopt, draw_case(subject_, request_.architecture, request_.seed, case_index), true};
  }
  std::vector<std::string> not_reached() const { return units_ ? units_->not_reached() : std::vector<std::string>{}; }

 private:
  const Request& request_;
  Subject subject_;
  std::optional<UnitCases> units_;
};

}  // namespace

const SubjectResult* Result::failed() const {
  for (const std::vector<SubjectResult>* rows : {&units, &programs})
    for (const SubjectResult& row : *rows)
      if (row.failure) return &row;
  return nullptr;
}

Result crosscheck(const Request& request, const Listeners& listeners) {
  std::uint64_t total = request.program ? 1 : 0, done = 0;
  std::vector<SubjectCases> subjects;
  for (const Subject& subject : request.subjects) total += subjects.emplace_back(request, subject).count();
  Result result;
  result.seed = request.seed;
  bool goes_on = true;
  for (const SubjectCases& cases : subjects) {
    if (!goes_on) break;
    const Subject& subject = cases.subject();
    RowRun run(request, empty_row(request, subject.name, subject.unit), listeners);
    for (std::uint64_t i = 0; i < cases.count() && goes_on; ++i) {
      tell(listeners.cases, done++, total);
      goes_on = run.run(cases.at(cases.index(i)), cases.index(i)) || !request.stop_at_first;
    }
    (subject.unit ? result.units : result.programs).push_back(run.take());
    auto& row = (subject.unit ? result.units : result.programs).back();
    row.not_reached = cases.not_reached();
  }
  if (request.program && goes_on) {
    RowRun run(request, empty_row(request, request.program_name, std::nullopt), listeners);
    const std::uint64_t index = request.only_case.value_or(0);
    tell(listeners.cases, done++, total);
    run.run({std::nullopt, program_case(request, index), true}, index);
    result.programs.push_back(run.take());
  }
  if (goes_on) tell(listeners.cases, done, total);
  return result;
}

void write_waves(const Request& request, const SubjectResult& row, std::uint64_t case_index,
                 const std::filesystem::path& file, const Listeners& listeners) {
  std::optional<UnitCase> it;
  if (request.program && row.name == request.program_name) it = {std::nullopt, program_case(request, case_index), true};
  for (const Subject& subject : request.subjects)
    if (subject.name == row.name) it = SubjectCases(request, subject).at(case_index);
  OCTET_CHECK(it, "the row is one of the request");
  const auto gates = make_gates(request.architecture, {row.unit, request.rtl, file}, listeners.build);
  if (listeners.running) listeners.running(fmt::format("{} case {}", row.name, case_index));
  try {
    if (it->aim) {
      gates->run_alone(*it->aim, case_index, parts(listeners, "rtl step"));
    } else {
      const std::vector<Element> elements = elements_of(*it, row.unit);
      const ViewResult systemc =
          run_platform(hw::Platform(request.architecture), *it->program, elements, parts(listeners, "systemc command"));
      gates->run(*it->program, elements, cycle_limit(systemc.cycles), parts_of_gates(listeners, row, systemc.cycles));
    }
  } catch (const MachineFault&) {
    // It is what the waveform is to show.
  }
}

}  // namespace octet::crosscheck
