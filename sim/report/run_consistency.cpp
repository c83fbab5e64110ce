// SPDX-License-Identifier: Apache-2.0
#include "sim/report/run_consistency.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "models/machine/tables.hpp"

namespace octet::report {
namespace {

/// Sums of real numbers that were written with all their digits.
constexpr double kRounding = 1e-9;

std::uint64_t count(const Json& value) { return value.get<std::uint64_t>(); }

bool has(const Json& object, const char* key) { return object.contains(key) && !object[key].is_null(); }

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(", ", begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return words;
}

class Checks {
 public:
  Checks(JsonChecker& checker, const Json& run) : checker_(checker), run_(run) {}

  void run() {
    check_view();
    check_samples();
    check_machine();
    check_layers();
    check_units();
    if (has(run_, "cycles")) check_outside();
    if (run_.contains("explain")) check_windows();
  }

 private:
  void expect(const std::string& place, const std::string& expected, const std::string& got) {
    checker_.add(place, fmt::format("expected {}, got {}", expected, got));
  }
  void expect_close(const std::string& place, double expected, double got, const char* from) {
    if (!is_close(expected, got)) expect(place, fmt::format("{} ({})", Json(expected).dump(), from), Json(got).dump());
  }
  void expect_equal(const std::string& place, std::uint64_t expected, std::uint64_t got, const char* from) {
    if (expected != got) expect(place, fmt::format("{} ({})", expected, from), fmt::to_string(got));
  }

  void check_view() {
    const std::string view = run_["view"];
    const std::vector<std::string> words = words_of(view);
    const auto& known = known_views();
    const bool is_known =
        std::find(known.begin(), known.end(), words.front()) != known.end() &&
        (words.size() == 1 || (words.front() == "systemc" && std::all_of(words.begin() + 1, words.end(), is_gated)));
    if (!is_known) return expect("/view", fmt::format("one of {}, or systemc, UNIT=rtl", fmt::join(known, ", ")), view);
    const bool has_time = view != "golden";
    for (const char* key : {"cycles", "latency_s", "utilization"})
      if (has(run_, key) != has_time)
        expect(std::string("/") + key, has_time ? "a number in the view " + view : "null in the golden view",
               run_[key].dump());
    if (has_time) return;
    if (has(run_, "energy_j")) expect("/energy_j", "null in the golden view", "an object");
    if (!run_["per_unit"].empty())
      expect("/per_unit", "no unit in the golden view", run_["per_unit"].size() == 1 ? "one" : "some");
  }

  static bool is_gated(const std::string& word) {
    for (std::size_t i = 0; i < machine::kUnitKindCount; ++i)
      if (!machine::kUnitKinds[i].parameters.empty() &&
          word == std::string(machine::name(static_cast<machine::UnitKind>(i))) + "=rtl")
        return true;
    return false;
  }

  void check_samples() {
    const bool timing_only = run_["timing_only"];
    const std::uint64_t samples = count(run_["samples"]);
    if (timing_only && samples != 0) expect("/samples", "0, as the run only took time", fmt::to_string(samples));
    if (!timing_only && samples == 0) expect("/samples", "at least 1, as the run had values", "0");
    if (!has(run_, "accuracy")) return;
    const Json& accuracy = run_["accuracy"];
    const std::uint64_t right = count(accuracy["right"]);
    expect_equal("/accuracy/samples", samples, count(accuracy["samples"]), "/samples");
    if (right > samples)
      return expect("/accuracy/right", fmt::format("at most {} (/samples)", samples), fmt::to_string(right));
    if (samples > 0)
      expect_close("/accuracy/integer", static_cast<double>(right) / static_cast<double>(samples), accuracy["integer"],
                   "right / samples");
  }

  /// What follows from the architecture and the counts.
  void check_machine() {
    std::uint64_t macs = 0;
    for (const Json& layer : run_["per_layer"]) macs += count(layer["macs"]);
    expect_equal("/macs", macs, count(run_["macs"]), "the sum of /per_layer");
    static const std::vector<KeyRule> kMachine = {{"clock_hz", JsonKind::count}, {"array", JsonKind::object}};
    static const std::vector<KeyRule> kArray = {{"rows", JsonKind::count}, {"columns", JsonKind::count}};
    const Json& architecture = run_["architecture"];
    if (!checker_.object(architecture, "/architecture", kMachine) ||
        !checker_.object(architecture["array"], "/architecture/array", kArray))
      return;
    expect_equal("/clock_hz", count(architecture["clock_hz"]), count(run_["clock_hz"]), "/architecture/clock_hz");
    if (has(run_, "cycles") && has(run_, "utilization")) {
      const double slots = run_["cycles"].get<double>() * architecture["array"]["rows"].get<double>() *
                           architecture["array"]["columns"].get<double>();
      expect_close("/utilization", slots == 0.0 ? 0.0 : run_["macs"].get<double>() / slots, run_["utilization"],
                   "macs / (cycles x rows x columns)");
    }
    if (has(run_, "power_w") != has(run_, "energy_j"))
      expect("/power_w", has(run_, "energy_j") ? "a number beside /energy_j" : "null as /energy_j is",
             run_.contains("power_w") ? run_["power_w"].dump() : "nothing");
    else if (has(run_, "power_w") && has(run_, "latency_s") && run_["latency_s"].get<double>() > 0.0)
      expect_close("/power_w", run_["energy_j"]["total"].get<double>() / run_["latency_s"].get<double>(),
                   run_["power_w"], "energy_j / latency_s");
  }

  void check_layers() {
    std::set<std::string> names;
    for (std::size_t i = 0; i < run_["per_layer"].size(); ++i) {
      const Json& layer = run_["per_layer"][i];
      const std::string place = fmt::format("/per_layer/{}", i);
      if (!names.insert(layer["name"]).second)
        expect(place + "/name", "another name than before", layer["name"].dump());
      const bool timed = has(layer, "start_cycles");
      for (const char* key : {"end_cycles", "busy_cycles"})
        if (has(layer, key) != timed)
          expect(fmt::format("{}/{}", place, key), timed ? "a number beside start_cycles" : "null as start_cycles is",
                 layer[key].dump());
      if (!timed || !has(layer, "end_cycles")) continue;
      if (!has(run_, "cycles")) {
        expect(place + "/start_cycles", "null as /cycles is", layer["start_cycles"].dump());
        continue;
      }
      if (count(layer["start_cycles"]) > count(layer["end_cycles"]))
        expect(place + "/start_cycles", fmt::format("at most end_cycles, {}", layer["end_cycles"].dump()),
               layer["start_cycles"].dump());
      if (count(layer["end_cycles"]) > count(run_["cycles"]))
        expect(place + "/end_cycles", fmt::format("at most /cycles, {}", run_["cycles"].dump()),
               layer["end_cycles"].dump());
    }
  }

  void check_units() {
    std::set<std::string> names;
    for (std::size_t i = 0; i < run_["per_unit"].size(); ++i) {
      const Json& unit = run_["per_unit"][i];
      const std::string place = fmt::format("/per_unit/{}", i);
      if (!names.insert(unit["name"]).second) expect(place + "/name", "another name than before", unit["name"].dump());
      if (has(run_, "cycles") && count(unit["busy_cycles"]) > count(run_["cycles"]))
        expect(place + "/busy_cycles", fmt::format("at most /cycles, {}", run_["cycles"].dump()),
               unit["busy_cycles"].dump());
    }
  }

  void check_outside() {
    if (!run_.contains("outside_layers")) return;
    const Json& outside = run_["outside_layers"];
    if (has(outside, "busy_cycles")) {
      std::uint64_t layers = count(outside["busy_cycles"]), units = 0;
      for (const Json& layer : run_["per_layer"]) layers += has(layer, "busy_cycles") ? count(layer["busy_cycles"]) : 0;
      for (const Json& unit : run_["per_unit"]) units += count(unit["busy_cycles"]);
      expect_equal("/outside_layers/busy_cycles", units, layers,
                   "busy cycles of /per_unit, beside those of /per_layer");
    }
    if (has(outside, "energy_j") != has(run_, "energy_j"))
      return expect("/outside_layers/energy_j",
                    has(run_, "energy_j") ? "a number beside /energy_j" : "null as /energy_j is",
                    has(outside, "energy_j") ? outside["energy_j"].dump() : "null");
    if (!has(outside, "energy_j")) return;
    const Json& energy = run_["energy_j"];
    const bool is_told = has(energy, "outside_layers");
    expect_close("/outside_layers/energy_j", energy[is_told ? "outside_layers" : "total"].get<double>(),
                 outside["energy_j"], is_told ? "/energy_j/outside_layers" : "/energy_j/total: no layer is told");
  }

  /// Start-up, windows and tail make the run, and causes of all of them the run's.
  void check_windows() {
    const Json& explain = run_["explain"];
    if (!has(run_, "cycles") || !explain.contains("startup_cycles") || !explain.contains("tail_cycles")) return;
    std::uint64_t cycles = count(explain["startup_cycles"]) + count(explain["tail_cycles"]);
    for (const Json& layer : run_["per_layer"])
      if (layer.contains("explain") && !layer["explain"].is_null()) cycles += count(layer["explain"]["window_cycles"]);
    expect_equal("/explain", count(run_["cycles"]), cycles, "/cycles, by start-up, windows of layers and tail");
    if (!run_.contains("outside_layers") || !run_["outside_layers"].contains("explain")) return;
    for (const auto& [cause, all] : explain["causes"].items()) {
      std::uint64_t sum = run_["outside_layers"]["explain"]["causes"].value(cause, std::uint64_t{0});
      for (const Json& layer : run_["per_layer"])
        if (layer.contains("explain") && !layer["explain"].is_null())
          sum += layer["explain"]["causes"].value(cause, std::uint64_t{0});
      expect_equal("/explain/causes/" + cause, sum, count(all), "of all layers and what is outside of them");
    }
  }

  JsonChecker& checker_;
  const Json& run_;
};

}  // namespace

bool is_close(double a, double b) { return std::abs(a - b) <= kRounding * std::max(std::abs(a), std::abs(b)); }

void check_consistency(JsonChecker& checker, const Json& run) { Checks(checker, run).run(); }

const std::vector<std::string>& known_views() {
  static const std::vector<std::string> kViews = {"golden", "systemc", "estimate", "rtl"};
  return kViews;
}

}  // namespace octet::report
