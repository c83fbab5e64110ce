// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/subjects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "hw/cosim/gate_sources.hpp"
#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "sim/crosscheck/encoder_case.hpp"
#include "sim/crosscheck/random.hpp"
#include "sim/crosscheck/stress_program.hpp"
#include "sim/crosscheck/unit_cases.hpp"

namespace octet::crosscheck {
namespace {

using Modules = std::map<std::string, std::string>;  // text by name: a file holds one module of its name

/// `top` and every module below it.
std::set<std::string> modules_below(const std::string& top, const Modules& modules) {
  static const std::regex word(R"(\boctet_\w+)");
  std::set<std::string> found;
  std::vector<std::string> open{top};
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    if (!modules.contains(name) || !found.insert(name).second) continue;
    const std::string& text = modules.at(name);
    for (std::sregex_iterator it(text.begin(), text.end(), word); it != std::sregex_iterator(); ++it)
      open.push_back(it->str());
  }
  return found;
}

}  // namespace

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = [] {
    std::vector<Subject> out;
    for (const hw::UnitId unit : kGateUnits)
      out.push_back({hw::name(unit), unit, std::string("octet_") + hw::name(unit)});
    for (const char* family : {"encoder", "stress"}) out.push_back({family, std::nullopt, "octet_accelerator"});
    return out;
  }();
  return all;
}

std::vector<std::string> subject_names() {
  std::vector<std::string> names;
  for (const Subject& subject : subjects()) names.push_back(subject.name);
  names.insert(names.end(), {"dma", "controller"});
  return names;
}

std::vector<Subject> select(const std::vector<std::string>& names) {
  const std::vector<std::string> known = subject_names();
  std::vector<Diagnostic> unknown;
  for (const std::string& name : names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      unknown.push_back({"--unit", fmt::format("expected one of {}, got {}{}", fmt::join(known, ", "), name,
                                               did_you_mean(name, known))});
  if (!unknown.empty()) throw UserError(unknown);
  const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  std::vector<Subject> out;
  for (const Subject& subject : subjects())
    if (names.empty() || has(subject.name.c_str()) || (!subject.unit && (has("dma") || has("controller"))))
      out.push_back(subject);
  return out;
}

std::vector<Subject> subjects_of(const std::filesystem::path& replacement) {
  Modules modules;
  std::set<std::string> replaced;
  for (const rtl::GateSource& source : rtl::shipped_sources()) modules[source.path.stem().string()] = source.text;
  // What the replacement takes away is what it replaces.
  for (const auto& [name, text] : modules) replaced.insert(name);
  for (const rtl::GateSource& source : rtl::sources_of("octet_accelerator", replacement))
    replaced.erase(source.path.stem().string());
  if (replaced.empty()) replaced.insert(replacement.stem().string());  // a file of the same name
  std::vector<Subject> out, programs;
  for (const Subject& subject : subjects()) {
    const std::set<std::string> below = modules_below(subject.top, modules);
    const bool is_hit =
        std::any_of(replaced.begin(), replaced.end(), [&](const auto& it) { return below.contains(it); });
    if (is_hit) (subject.unit ? out : programs).push_back(subject);
  }
  return out.empty() ? programs : out;
}

Case draw_case(const Subject& subject, const arch::Architecture& architecture, std::uint64_t seed,
               std::uint64_t index) {
  const std::uint64_t own = case_seed(seed, subject.name, index);
  if (subject.unit) return unit_case(architecture, *subject.unit, own);
  return subject.name == "encoder" ? encoder_case(architecture, own) : stress_case(architecture, own);
}

}  // namespace octet::crosscheck
