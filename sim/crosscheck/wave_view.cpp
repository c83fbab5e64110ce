// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/wave_view.hpp"

#include <fmt/format.h>

#include <vector>

#include "models/core/error.hpp"
#include "sim/crosscheck/fst_signals.hpp"

namespace octet::crosscheck {
namespace {

constexpr std::size_t kMostInner = 64;  // signals that are no ports

/// By the house's names: `clk_i`, `rst_ni`, `finish_o`.
bool is_port(const std::string& name) {
  const std::string base = name.substr(0, name.find('['));
  return base.ends_with("_i") || base.ends_with("_ni") || base.ends_with("_o");
}

std::string line(const FstSignal& signal) {
  return fmt::format("@{}\n{}.{}\n", signal.bits == 1 ? "28" : "22", signal.scope, signal.name);  // binary, hexadecimal
}

}  // namespace

std::string wave_view(const std::filesystem::path& written, const std::filesystem::path& waves,
                      const std::string& top) {
  std::string ports, inner;
  std::size_t inner_count = 0;
  for (const FstSignal& signal : fst_signals(written)) {
    if (signal.scope != "TOP." + top) continue;
    if (is_port(signal.name))
      ports += line(signal);
    else if (inner_count++ < kMostInner)
      inner += line(signal);
  }
  if (ports.empty()) throw UserError(written.string(), "expected signals of " + top + ", found none");
  const std::filesystem::path file = waves.string() + ".gtkw";
  return fmt::format("[dumpfile] \"{}\"\n[savefile] \"{}\"\n[timestart] 0\n@200\n-ports of {}\n{}@200\n-inside\n{}",
                     std::filesystem::absolute(waves).string(), std::filesystem::absolute(file).string(), top, ports,
                     inner);
}

}  // namespace octet::crosscheck
