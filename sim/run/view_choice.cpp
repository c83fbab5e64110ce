// SPDX-License-Identifier: Apache-2.0
#include "sim/run/view_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hw/cosim/rtl_accelerator.hpp"
#include "hw/cosim/rtl_unit.hpp"
#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "sim/run/views.hpp"

namespace octet::sim {
namespace {

constexpr const char* kPlace = "--view";
constexpr const char* kGates = "=rtl";

std::vector<std::string> unit_words() {
  std::vector<std::string> words;
  for (const hw::UnitId unit : rtl::gated_units()) words.push_back(std::string(hw::name(unit)) + kGates);
  return words;
}

}  // namespace

std::string ViewChoice::text() const {
  std::string out = name;
  for (const hw::UnitId unit : gates) out += std::string(", ") + hw::name(unit) + kGates;
  return out;
}

ViewChoice choose_view(const std::vector<std::string>& words) {
  ViewChoice choice;
  std::vector<Diagnostic> problems;
  std::vector<std::string> whole;  // views of the whole machine
  const std::vector<std::string> names = view_names(), units = unit_words();
  for (const std::string& word : words) {
    const auto unit = std::find(units.begin(), units.end(), word);
    if (unit != units.end()) {
      choice.gates.insert(rtl::gated_units()[static_cast<std::size_t>(unit - units.begin())]);
    } else if (std::find(names.begin(), names.end(), word) != names.end()) {
      whole.push_back(word);
    } else {
      std::vector<std::string> all = names;
      all.insert(all.end(), units.begin(), units.end());
      problems.push_back(
          {kPlace, fmt::format("expected one of {}, got {}{}", fmt::join(all, ", "), word, did_you_mean(word, all))});
    }
  }
  if (!whole.empty()) choice.name = whole.front();
  if (whole.size() > 1)
    problems.push_back({kPlace, fmt::format("expected one view of the whole machine, got {}", fmt::join(whole, ", "))});
  else if (!choice.gates.empty() && choice.name != "systemc")
    problems.push_back(
        {kPlace,
         fmt::format("units in gates stand in the systemc view, expected no --view {} beside them", choice.name)});
  if (!problems.empty()) throw UserError(problems);
  return choice;
}

void check_gates(const ViewChoice& choice, const arch::Architecture& architecture) {
  if (choice.name == "rtl") rtl::accelerator_request(architecture);
  // Each would say the same of its array.
  if (!choice.gates.empty()) rtl::unit_request(architecture, *choice.gates.begin());
}

}  // namespace octet::sim
