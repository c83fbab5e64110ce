// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/synthesis.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <regex>
#include <sstream>

#include "hw/cosim/gate_sources.hpp"
#include "models/core/error.hpp"
#include "models/graph/files.hpp"
#include "sim/run/digest.hpp"
#include "sim/synthesis/process.hpp"

namespace octet::synthesis {
namespace {

constexpr std::uint64_t kLargestReport = 100'000'000;
/// The same for every unit, and quick: better mappings of multipliers take many times as long for a tenth of the area.
constexpr const char* kAbc = "+strash;ifraig;dc2;strash;&get,-n;&nf;&put;buffer,-c;topo;upsize;dnsize";
constexpr double kPeriodNs = 1000.0;  // longer than any path

std::string yosys_script(const Module& module, const std::vector<rtl::GateSource>& sources) {
  std::string script = "read_verilog -sv -defer";
  for (const rtl::GateSource& source : sources) script += " " + source.path.filename().string();
  script += "\nchparam";
  for (const auto& [name, value] : module.parameters) script += fmt::format(" -set {} {}", name, value);
  return script + fmt::format(
                      " {0}\nhierarchy -check -top {0}\nsynth -top {0}\ndfflibmap -liberty cells.lib\n"
                      "abc -liberty cells.lib -script {1}\nopt_clean\ntee -q -o report.txt stat -liberty cells.lib\n"
                      "write_verilog -noattr netlist.v\n",
                      module.module, kAbc);
}

std::string sta_script(const Module& module) {
  return fmt::format(
      "read_liberty cells.lib\nread_verilog netlist.v\nlink_design {}\ncreate_clock -name clock -period {} clk_i\n"
      "report_worst_slack\nexit\n",
      module.module, kPeriodNs);
}

/// Where results are kept; nothing when the user has no such place.
std::optional<std::filesystem::path> cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  if (cache != nullptr && *cache != '\0') return std::filesystem::path(cache) / "octet/synthesis";
  if (home != nullptr && *home != '\0') return std::filesystem::path(home) / ".cache/octet/synthesis";
  return std::nullopt;
}

/// The number after the last `what`.
std::optional<double> last_number(const std::string& text, const std::string& what) {
  const std::size_t at = text.rfind(what);
  if (at == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(at + what.size()));
  double value = 0.0;
  if (!(rest >> value)) return std::nullopt;
  return value;
}

std::string tail(const std::filesystem::path& log) {
  const std::string text = std::filesystem::exists(log) ? graph::read_file(log, kLargestReport) : "";
  return text.size() > 400 ? "..." + text.substr(text.size() - 400) : text;
}

/// Runs the tools; the text holds cells, area and, where known, path, one a line.
std::string run_tools(const Module& module, const std::vector<rtl::GateSource>& sources, const Liberty& liberty,
                      bool with_paths) {
  const WorkFolder folder;
  for (const rtl::GateSource& source : sources) graph::write_file(folder.path() / source.path.filename(), source.text);
  graph::write_file(folder.path() / "cells.lib", liberty.text);
  graph::write_file(folder.path() / "unit.ys", yosys_script(module, sources));
  if (run_program({"yosys", "-q", "-s", "unit.ys"}, folder.path(), "yosys.log") != 0)
    throw UserError(liberty.path.string(), fmt::format("yosys cannot synthesize {} for this library: {}", module.module,
                                                       tail(folder.path() / "yosys.log")));
  const std::string report = graph::read_file(folder.path() / "report.txt", kLargestReport);
  const auto cells = last_number(report, "Number of cells:");
  static const std::regex kArea("Chip area for (?:top )?module '[^']*': *([0-9.]+)");
  std::optional<double> area;
  for (auto it = std::sregex_iterator(report.begin(), report.end(), kArea); it != std::sregex_iterator(); ++it)
    area = std::stod((*it)[1]);
  if (!cells || !area || *area <= 0.0)
    throw UserError(liberty.path.string(), "yosys found no area for " + module.module + " in this library");
  std::string out = fmt::format("cells {}\narea {}\n", static_cast<std::uint64_t>(*cells), *area);
  if (!with_paths) return out;
  graph::write_file(folder.path() / "unit.tcl", sta_script(module));
  if (run_program({"sta", "-no_init", "-no_splash", "-exit", "unit.tcl"}, folder.path(), "sta.log") == 0)
    if (const auto slack = last_number(graph::read_file(folder.path() / "sta.log", kLargestReport), "worst slack"))
      out += fmt::format("path {}\n", kPeriodNs - *slack);
  return out;
}

}  // namespace

Synthesis synthesize(const arch::Architecture& architecture, const Liberty& liberty, const Progress& progress) {
  if (!is_installed("yosys")) throw UserError("--synth", "needs yosys (Debian package yosys), which is not installed");
  Synthesis out;
  const bool with_paths = is_installed("sta");
  if (!with_paths) out.path_missing_reason = "OpenSTA (Debian package opensta) is not installed";
  const auto cache = cache_folder();
  const std::vector<Module> modules = machine_modules(architecture);
  const std::vector<rtl::GateSource> sources = rtl::shipped_sources();
  for (const Module& module : modules) {
    tell(progress, out.modules.size(), modules.size());
    const std::string scripts = yosys_script(module, sources) + (with_paths ? sta_script(module) : "");
    const std::string key = sim::sha256(scripts) + sim::sha256(liberty.text) + rtl::digest(sources);
    const auto kept = cache ? std::optional(*cache / (module.module + "-" + sim::sha256(key) + ".txt")) : std::nullopt;
    std::string text;
    if (kept && std::filesystem::exists(*kept)) {
      text = graph::read_file(*kept, kLargestReport);
    } else {
      text = run_tools(module, sources, liberty, with_paths);
      std::error_code ignored;  // a cache that cannot be written costs time only
      if (kept && (std::filesystem::create_directories(kept->parent_path(), ignored), !ignored))
        graph::write_file(*kept, text);
    }
    SynthesizedModule result{module, static_cast<std::uint64_t>(last_number(text, "cells ").value_or(0.0)),
                             last_number(text, "area ").value_or(0.0), last_number(text, "path ")};
    OCTET_CHECK(result.cells > 0 && result.area_um2 > 0.0, "a kept result without cells: " + module.module);
    out.modules.push_back(std::move(result));
  }
  tell(progress, modules.size(), modules.size());
  return out;
}

}  // namespace octet::synthesis
