// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/configuration.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hw/arch/resolve.hpp"
#include "models/core/error.hpp"
#include "sim/explore/parameters.hpp"

namespace octet::explore {

Configurator::Configurator(const Spec& spec, const Space& space) : spec_(spec), space_(space) {
  std::vector<Diagnostic> faults;
  raw_ = arch::parse_raw(arch::to_yaml(arch::read_architecture(spec.architecture, spec.settings)), spec.architecture,
                         faults);
  OCTET_CHECK(faults.empty(), "a resolved architecture reads back");
  if (!spec.recipe.empty()) recipe_ = compress::read_recipe(spec.recipe);
}

bool Configurator::is_given(const std::string& parameter) const {
  const auto is_set = [&](const std::string& setting) { return setting.starts_with(parameter + "="); };
  if (std::any_of(spec_.settings.begin(), spec_.settings.end(), is_set)) return true;
  return std::any_of(spec_.axes.begin(), spec_.axes.end(), [&](const Axis& axis) {
    return std::find(axis.names.begin(), axis.names.end(), parameter) != axis.names.end();
  });
}

std::vector<std::pair<std::string, std::string>> Configurator::base_values() const {
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [path, value] : raw_.values) values.emplace_back(parameter_name(path), value.text);
  for (const graph::NumericChoice choice : graph::kNumericChoices)
    values.emplace_back(fmt::format("recipe.{}", graph::kNumericRanges[choice].name),
                        std::to_string(graph::width_of(recipe_.numerics, choice)));
  return values;
}

Configuration Configurator::package(const Genome& point) const {
  Configuration out;
  out.recipe = recipe_;
  for (const auto& [name, value] : space_.settings(point)) {
    if (is_recipe_parameter(name)) set_recipe(out.recipe, name, value);
    if (name == "workload")
      out.workload = static_cast<std::size_t>(std::find(spec_.workloads.begin(), spec_.workloads.end(), value) -
                                              spec_.workloads.begin());
  }
  for (const graph::NumericChoice choice : graph::kNumericChoices)
    out.recipe_text += fmt::format("{}={} ", graph::kNumericRanges[choice].name,
                                   graph::width_of(out.recipe.numerics, choice));  // rules are the same at all points
  out.recipe_text +=
      fmt::format("images={} method={}", out.recipe.calibration_images, compress::method_name(out.recipe.method));
  return out;
}

Configuration Configurator::configuration(const Genome& point) const {
  Configuration out = package(point);
  arch::RawArchitecture raw = raw_;
  std::vector<Diagnostic> faults;
  if (follows_recipe_) {
    for (const graph::NumericChoice choice : graph::kNumericChoices) {
      int bits = graph::width_of(out.recipe.numerics, choice);
      for (const compress::NodeRule& rule : out.recipe.rules) bits = std::max(bits, rule.widths[choice].value_or(0));
      const std::string name = fmt::format("numerics.{}_max", graph::kNumericRanges[choice].name);
      if (!is_given(name)) arch::apply_override(raw, fmt::format("{}={}", name, bits), faults);
    }
  }
  for (const auto& [name, value] : space_.settings(point))
    if (!is_recipe_parameter(name) && name != "workload") arch::apply_override(raw, name + "=" + value, faults);
  out.architecture = arch::resolve(raw, std::move(faults));
  return out;
}

}  // namespace octet::explore
