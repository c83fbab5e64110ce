// SPDX-License-Identifier: Apache-2.0
// Hostile architecture files with overrides, shapes workloads, recipes, sweep specifications, technology tables and
// mappings. The first line of the input says which; an architecture may be followed by a line `%%` and one `--set`
// value a line.
#include <sstream>

#include "hw/arch/resolve.hpp"
#include "models/blocks/shapes.hpp"
#include "models/compress/recipe.hpp"
#include "sim/explore/space.hpp"
#include "sim/map/mapping_file.hpp"
#include "sim/tech/energy.hpp"
#include "sim/tech/full_load.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace octet::test {
namespace {

constexpr std::size_t kMostOverrides = 64;

void read_architecture(const std::string& text) {
  const std::string separator = "\n%%\n";
  const std::size_t end = text.find(separator);
  std::vector<Diagnostic> faults;
  arch::RawArchitecture raw = arch::parse_raw(text.substr(0, end), "fuzz", faults);
  if (end != std::string::npos) {
    std::istringstream lines(text.substr(end + separator.size()));
    std::string line;
    for (std::size_t i = 0; i < kMostOverrides && std::getline(lines, line); ++i)
      arch::apply_override(raw, line, faults);
  }
  const arch::Architecture architecture = arch::resolve(raw, faults);
  // What is written is read back to the same.
  const std::string written = arch::to_yaml(architecture);
  try {
    const std::string again = arch::to_yaml(arch::resolve(arch::parse_raw(written, "again", faults), faults));
    OCTET_CHECK(again == written, "an architecture changed on its way through a file");
  } catch (const UserError& error) {
    OCTET_CHECK(false, error.what());
  }
}

/// A specification that is accepted has points, whichever of them its constraints allow.
void read_sweep(const std::string& text) {
  constexpr std::uint64_t kMostPoints = 1000;
  const explore::Spec spec = explore::parse_spec(text, "fuzz");
  const explore::Space space(spec);
  OCTET_CHECK(space.size() > 0 && !spec.objectives.empty(), "a sweep has points and an aim");
  for (const std::uint64_t number : {std::uint64_t{0}, space.size() / 2, space.size() - 1}) {
    const explore::Genome point = space.at(number);
    OCTET_CHECK(space.settings(point).size() >= space.dimensions(), "every axis sets something");
    space.is_allowed(point);
  }
  for (const explore::Genome& point : space.allowed(kMostPoints)) OCTET_CHECK(space.is_allowed(point), "as told");
}

/// Whatever a table that is accepted says, no price is negative, infinite or no number: the quantities' types see to
/// it.
void read_technology(const std::string& text) {
  static const arch::Architecture machine = arch::read_architecture("octet-16");
  constexpr Cycles kCycles(1'000'000);
  const tech::Prices prices(machine, tech::parse_technology(text, "fuzz"));
  const tech::Energy energy = prices.energy(tech::full_load(machine, kCycles), kCycles);
  OCTET_CHECK(energy.total().value() > 0.0 && prices.area().total().value() > 0.0, "nothing is free");
}

/// What is written is read back to the same.
void read_mapping(const std::string& text) {
  static const graph::Model model =
      blocks::parse_shapes(
          "octet_shapes: 1\nname: small\nreference: none\n"
          "encoder: {layers: 1, width: 8, heads: 2, ffn_width: 16, tokens: 4, norm: pre}\nleft_out: [head]\n",
          "small")
          .model;
  const map::Mapping mapping = map::parse_mapping(text, "fuzz", model);
  OCTET_CHECK(map::parse_mapping(map::to_yaml(mapping, model, "any"), "again", model) == mapping,
              "a mapping changed on its way through a file");
}

}  // namespace
}  // namespace octet::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace octet;
  const std::string bytes = test::text_of(data, size);
  const std::size_t line = bytes.find('\n');
  if (line == std::string::npos) return 0;
  const std::string kind = bytes.substr(0, line), text = bytes.substr(line + 1);
  test::expect_only_told_failures([&] {
    if (kind == "architecture") test::read_architecture(text);
    if (kind == "shapes") blocks::parse_shapes(text, "fuzz");
    if (kind == "recipe") compress::parse_recipe(text, "fuzz");
    if (kind == "sweep") test::read_sweep(text);
    if (kind == "technology") test::read_technology(text);
    if (kind == "mapping") test::read_mapping(text);
  });
  return 0;
}
