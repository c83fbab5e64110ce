// SPDX-License-Identifier: Apache-2.0
// Hostile architecture files with overrides, shapes workloads and recipes. The first line of the input says which; an
// architecture may be followed by a line `%%` and one `--set` value a line.
#include <sstream>

#include "hw/arch/resolve.hpp"
#include "models/compress/recipe.hpp"
#include "models/graph/shapes.hpp"
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
    if (kind == "shapes") graph::parse_shapes(text, "fuzz");
    if (kind == "recipe") compress::parse_recipe(text, "fuzz");
  });
  return 0;
}
