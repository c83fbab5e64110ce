// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/unit_cases.hpp"

#include "models/core/error.hpp"
#include "sim/crosscheck/encoder_case.hpp"
#include "sim/crosscheck/random.hpp"
#include "sim/crosscheck/stress_program.hpp"
#include "sim/crosscheck/units/steps.hpp"
#include "sim/crosscheck/units/unit_program.hpp"

namespace octet::crosscheck {
namespace {

void draw_one(units::UnitProgram& draft) {
  switch (draft.unit) {
    case hw::UnitId::matmul:
    case hw::UnitId::requantizer:
      return units::draw_products(draft);
    case hw::UnitId::softmax:
      return units::draw_softmax(draft);
    case hw::UnitId::activation:
      return units::draw_activation(draft);
    case hw::UnitId::normalization:
      return units::draw_normalization(draft);
    default:
      return units::draw_residual_adder(draft);
  }
}

}  // namespace

Case unit_case(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed) {
  units::UnitProgram draft(architecture, unit, seed);
  const std::uint32_t wanted = draft.random.pick(1, 4);
  for (std::uint32_t i = 0; i < wanted; ++i) draw_one(draft);
  for (int tries = 0; draft.empty() && tries < 1000; ++tries) draw_one(draft);
  if (draft.empty())
    throw UserError(architecture.name, std::string("buffers: expected room for one step of ") + hw::name(unit));
  return draft.finish();
}

UnitCases::UnitCases(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed)
    : architecture_(architecture),
      unit_(unit),
      seed_(seed),
      aims_(units::aims_of(unit, architecture, case_seed(seed, hw::name(unit), ~std::uint64_t{0}))),
      not_reached_(units::not_reached(unit)) {
  const auto add = [&](const char* what, auto make) {
    try {
      programs_.push_back(make());
    } catch (const UserError&) {
      not_reached_.push_back(std::string(what) + " through the unit: the machine has no room for one");
    }
  };
  add("an encoder", [&] { return encoder_case(architecture, case_seed(seed, "encoder", 0)); });
  add("a stress program", [&] { return stress_case(architecture, case_seed(seed, "stress", 0)); });
}

UnitCase UnitCases::at(std::uint64_t index) const {
  if (index < aims_.size()) return {aims_[index], std::nullopt, false};
  if (index < aimed()) return {std::nullopt, programs_[index - aims_.size()], true};
  const std::uint64_t drawn = index - aimed();
  return {std::nullopt, unit_case(architecture_, unit_, case_seed(seed_, hw::name(unit_), drawn)), false};
}

}  // namespace octet::crosscheck
