// SPDX-License-Identifier: Apache-2.0
// The area model against the synthesized sizes of docs/area.csv (scripts/area_residuals), and against what a machine
// consists of.
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "sim/synthesis/machine_modules.hpp"
#include "sim/tech/gates.hpp"
#include "sim/tech/module_gates.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

namespace {

struct Size {
  std::string module, words;
  tech::ModuleParameters parameters;
  bool fitted = false;
  double gates = 0.0, predicted = 0.0;
};

/// "LANES=2 ROWS=16".
tech::ModuleParameters read_parameters(const std::string& words) {
  tech::ModuleParameters parameters;
  std::istringstream in(words);
  for (std::string word; in >> word;) {
    const std::size_t equal = word.find('=');
    REQUIRE(equal != std::string::npos);
    parameters[word.substr(0, equal)] = std::stod(word.substr(equal + 1));
  }
  return parameters;
}

std::vector<Size> synthesized_sizes() {
  std::ifstream in("docs/area.csv");
  std::string line;
  REQUIRE(std::getline(in, line));
  REQUIRE(line == "module,parameters,role,gates,predicted");
  std::vector<Size> sizes;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    Size size;
    std::string role, gates, predicted;
    std::getline(fields, size.module, ',');
    std::getline(fields, size.words, ',');
    std::getline(fields, role, ',');
    std::getline(fields, gates, ',');
    std::getline(fields, predicted, ',');
    REQUIRE((role == "fit" || role == "unseen"));
    size.parameters = read_parameters(size.words);
    size.fitted = role == "fit";
    size.gates = std::stod(gates);
    size.predicted = std::stod(predicted);
    sizes.push_back(std::move(size));
  }
  return sizes;
}

}  // namespace

TEST_CASE("the area model is within 15 % of synthesis on every size it has not seen, and on those it has", "[tech]") {
  for (const Size& size : synthesized_sizes()) {
    CAPTURE(size.module, size.words);
    const double model = tech::module_gates(size.module, size.parameters);
    CHECK(model == Approx(size.predicted).epsilon(1e-4));  // the script that fits has the same formulas
    CHECK(model == Approx(size.gates).epsilon(size.fitted ? 1e-4 : 0.15));
  }
}

TEST_CASE("every axis of every module of the area model has a size that was not fitted on", "[tech]") {
  std::map<std::string, std::map<std::string, std::set<double>>> fitted;
  for (const Size& size : synthesized_sizes())
    if (size.fitted)
      for (const auto& [name, value] : size.parameters) fitted[size.module][name].insert(value);
  std::map<std::string, std::set<std::string>> unseen;
  for (const Size& size : synthesized_sizes())
    for (const auto& [name, value] : size.parameters)
      if (!size.fitted && !fitted.at(size.module)[name].count(value)) unseen[size.module].insert(name);
  const std::map<std::string, std::vector<std::string>> axes = {
      {"octet_matmul", {"ROWS", "COLUMNS"}},
      {"octet_requantizer", {"LANES", "MULTIPLIER_BITS"}},
      {"octet_residual_adder", {"LANES", "MULTIPLIER_BITS"}},
      {"octet_activation", {"LANES", "MULTIPLIER_BITS"}},
      {"octet_softmax", {"LANES"}},
      {"octet_normalization", {"LANES"}},
      {"octet_dma", {"LANES", "BEAT_BYTES", "DMA_IN_FLIGHT", "OUTSTANDING", "TRANSPOSER_BLOCKS"}},
      {"octet_context", {"QUEUE_DEPTH", "ROWS", "COLUMNS", "ACTIVATION_BANKS", "WEIGHT_BANKS", "ACCUMULATOR_BANKS"}},
      {"octet_scoreboard", {"BANKS"}},
      {"octet_unit_tracker", {"BANKS"}},
      {"octet_controller", {"FETCH_DEPTH", "BEAT_BYTES"}},
      {"octet_buffer", {"BYTES", "READ_LANES", "WRITE_LANES"}}};
  for (const auto& [module, names] : axes)
    for (const std::string& name : names) {
      CAPTURE(module, name);
      CHECK(unseen[module].count(name) == 1);
    }
}

TEST_CASE("a unit has the gates of the modules that `octet area --synth` synthesizes for it", "[tech]") {
  for (const std::string name : {"octet-16", "octet-32", "octet-64"}) {
    const auto architecture = arch::read_architecture(
        name, {"array.shadow_accumulators=false", "controller.queue_depth=3", "lanes.softmax=5",
               "numerics.multiplier_bits_max=17", "buffers.accumulator.banks=2", "memory.outstanding=3"});
    std::map<std::string, double> sums;
    for (const synthesis::Module& it : synthesis::machine_modules(architecture)) {
      tech::ModuleParameters parameters;
      for (const auto& [parameter, value] : it.parameters) parameters[parameter] = static_cast<double>(value);
      sums[it.unit] += it.count * tech::module_gates(it.module, parameters);
    }
    CHECK(sums.size() == tech::kLogicUnitCount);
    for (std::size_t i = 0; i < tech::kLogicUnitCount; ++i) {
      const auto unit = static_cast<tech::LogicUnit>(i);
      CAPTURE(name, tech::name(unit));
      CHECK(tech::gates(unit, architecture) == Approx(sums.at(tech::name(unit))).epsilon(1e-12));
    }
  }
}
