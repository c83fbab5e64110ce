// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/synthesis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "hw/cosim/gate_sources.hpp"
#include "models/core/error.hpp"
#include "models/io/digest.hpp"
#include "models/io/files.hpp"
#include "sim/synthesis/process.hpp"
#include "sim/synthesis/result_cache.hpp"

namespace octet::synthesis {
namespace {

constexpr std::uint64_t kLargestReport = 100'000'000;
/// The same for every unit, and quick: better mappings of multipliers take many times as long for a tenth of the area.
constexpr const char* kAbc = "+strash;ifraig;dc2;strash;&get,-n;&nf;&put;buffer,-c;topo;upsize;dnsize";
/// For OpenSTA, which reads no concatenation on the left of an assignment: nothing but single bits.
constexpr const char* kTimingNetlist =
    "design -push-copy\nopt_clean -purge\nsplitnets -ports\nopt_clean -purge\nwrite_verilog -noattr netlist.v\n"
    "design -pop\n";
/// After the rest, so that cells and areas are those of the netlist.
constexpr const char* kNetlistScript = "flatten\nopt_clean -purge\nwrite_blif netlist.blif\n";
constexpr std::uint64_t kLargestNetlist = 2'000'000'000;
constexpr double kPeriodNs = 1000.0;  // longer than any path

std::string yosys_script(const Module& module, const std::vector<rtl::GateSource>& sources) {
  std::string script = "read_verilog -sv -defer";
  for (const rtl::GateSource& source : sources) script += " " + source.path.filename().string();
  script += "\nchparam";
  for (const auto& [name, value] : module.parameters) script += fmt::format(" -set {} {}", name, value);
  return script + fmt::format(
                      " {0}\nhierarchy -check -top {0}\nsynth -top {0}\ndfflibmap -liberty cells.lib\n"
                      "abc -liberty cells.lib -script {1}\nopt_clean\ntee -q -o report.txt stat -liberty cells.lib\n"
                      "{2}",
                      module.module, kAbc, kTimingNetlist);
}

std::string sta_script(const Module& module) {
  return fmt::format(
      "read_liberty cells.lib\nread_verilog netlist.v\nlink_design {}\ncreate_clock -name clock -period {} clk_i\n"
      "report_worst_slack\nreport_checks -digits 4\nexit\n",
      module.module, kPeriodNs);
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

/// What follows `key` and a blank at the beginning of a line; empty when no line has it.
std::string line_of(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(key + ' ')) return line.substr(key.size() + 1);
  return {};
}

std::string read_log(const std::filesystem::path& log) {
  return std::filesystem::exists(log) ? io::read_file(log, kLargestReport) : "";
}

std::string tail(const std::filesystem::path& log) {
  const std::string text = read_log(log);
  return text.size() > 400 ? "..." + text.substr(text.size() - 400) : text;
}

/// Areas would silently lack that of such a cell.
void refuse_cells_without_areas(const Module& module, const std::string& report, const Liberty& liberty) {
  std::set<std::string> used;  // first words of the report's lines `CELL COUNT`, among others
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t count = 0;
    if (words >> name >> count) used.insert(name);
  }
  std::vector<Diagnostic> faults;
  for (const LibertyCell& cell : liberty.without_areas)
    if (used.contains(cell.name))
      faults.push_back(
          {fmt::format("{}:{}", liberty.path.string(), cell.line),
           fmt::format("cell {}: expected an area above 0, since {} is made of it", cell.name, module.module)});
  if (!faults.empty()) throw UserError(std::move(faults));
}

/// The longest delay of one cell with its net in a report of a path: lines of a delay, the time so far and an edge.
double slowest_stage(const std::string& report) {
  double slowest = 0.0;
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    double delay = 0.0, time = 0.0;
    std::string edge;
    if (words >> delay >> time >> edge && (edge == "^" || edge == "v")) slowest = std::max(slowest, delay);
  }
  return slowest;
}

/// The longest path as lines of the result: `path NS` and `slowest NS`, or `no_path REASON`.
std::string run_sta(const Module& module, const std::filesystem::path& folder) {
  io::write_file(folder / "unit.tcl", sta_script(module));
  const int status = run_program({"sta", "-no_init", "-no_splash", "-exit", "unit.tcl"}, folder, "sta.log");
  const std::string log = read_log(folder / "sta.log");
  // OpenSTA ends well even when it could not read the library.
  const std::string error = line_of(log, "Error:");
  if (status != 0 || !error.empty())
    return fmt::format("no_path OpenSTA: {}\n", error.empty() ? fmt::format("exit status {}", status) : error);
  if (const auto slack = last_number(log, "worst slack"))
    return fmt::format("path {}\nslowest {}\n", kPeriodNs - *slack, slowest_stage(log));
  return "";  // nothing from register to register
}

/// What is kept of a module.
struct Kept {
  std::string figures;  ///< cells, area and, where known, path, one a line
  std::string netlist;  ///< where it was asked for
};

Kept run_tools(const Module& module, const std::vector<rtl::GateSource>& sources, const Liberty& liberty,
               bool with_paths, bool with_netlist) {
  const ToolFolder folder;
  for (const rtl::GateSource& source : sources) io::write_file(folder.path() / source.path.filename(), source.text);
  io::write_file(folder.path() / "cells.lib", liberty.text);
  io::write_file(folder.path() / "unit.ys", yosys_script(module, sources) + (with_netlist ? kNetlistScript : ""));
  if (run_program({"yosys", "-q", "-s", "unit.ys"}, folder.path(), "yosys.log") != 0)
    throw UserError(liberty.path.string(), fmt::format("yosys cannot synthesize {} for this library: {}", module.module,
                                                       tail(folder.path() / "yosys.log")));
  const std::string report = io::read_file(folder.path() / "report.txt", kLargestReport);
  refuse_cells_without_areas(module, report, liberty);
  const auto cells = last_number(report, "Number of cells:");
  static const std::regex kArea("Chip area for (?:top )?module '[^']*': *([0-9.]+)");
  std::optional<double> area;
  for (auto it = std::sregex_iterator(report.begin(), report.end(), kArea); it != std::sregex_iterator(); ++it)
    area = std::stod((*it)[1]);
  if (!cells || !area || *cells < 1.0 || *area <= 0.0)
    throw UserError(liberty.path.string(), "yosys found no area for " + module.module + " in this library");
  return {fmt::format("cells {}\narea {}\n", static_cast<std::uint64_t>(*cells), *area) +
              (with_paths ? run_sta(module, folder.path()) : ""),
          with_netlist ? io::read_file(folder.path() / "netlist.blif", kLargestNetlist) : ""};
}

/// First lines of what the tools call their versions: part of what results are made from.
std::string tool_versions(bool with_paths) {
  const ToolFolder folder;
  run_program({"yosys", "-V"}, folder.path(), "yosys.log");
  std::string out = read_log(folder.path() / "yosys.log");
  if (with_paths) run_program({"sta", "-version"}, folder.path(), "sta.log");
  return out + read_log(folder.path() / "sta.log");
}

}  // namespace

Synthesis synthesize(const std::vector<Module>& modules, const Liberty& liberty, const Progress& progress) {
  return synthesize(modules, rtl::shipped_sources(), liberty, false, progress);
}

Synthesis synthesize(const std::vector<Module>& modules, const std::vector<rtl::GateSource>& sources,
                     const Liberty& liberty, bool with_netlists, const Progress& progress) {
  if (!is_installed("yosys")) throw UserError("--synth", "needs yosys (Debian package yosys), which is not installed");
  Synthesis out;
  const bool with_paths = is_installed("sta");
  if (!with_paths) out.path_missing_reason = "OpenSTA (Debian package opensta) is not installed";
  const ResultCache cache;
  const std::string content = io::sha256(liberty.text) + rtl::digest(sources) + tool_versions(with_paths);
  for (const Module& module : modules) {
    tell(progress, out.modules.size(), modules.size());
    const std::string scripts = yosys_script(module, sources) + (with_paths ? sta_script(module) : "");
    const std::string name = module.module + "-" + io::sha256(io::sha256(scripts) + content) + ".txt";
    const std::string netlist_name =
        module.module + "-" + io::sha256(io::sha256(scripts + kNetlistScript) + content) + ".blif";
    std::optional<std::string> text = cache.find(name), netlist = "";
    if (with_netlists) netlist = cache.find(netlist_name);
    if (!text || !netlist) {
      const Kept made = run_tools(module, sources, liberty, with_paths, with_netlists);
      text = made.figures;
      netlist = made.netlist;
      cache.keep(name, *text);
      if (with_netlists) cache.keep(netlist_name, *netlist);
    }
    const auto number = [&](const char* key) -> std::optional<double> {
      const std::string value = line_of(*text, key);
      return value.empty() ? std::nullopt : std::optional(std::stod(value));
    };
    SynthesizedModule result{module,
                             static_cast<std::uint64_t>(number("cells").value_or(0.0)),
                             number("area").value_or(0.0),
                             number("path"),
                             number("slowest"),
                             std::move(*netlist)};
    OCTET_CHECK(result.cells > 0 && result.area_um2 > 0.0, "a result without cells: " + module.module);
    if (out.path_missing_reason.empty()) out.path_missing_reason = line_of(*text, "no_path");
    out.modules.push_back(std::move(result));
  }
  tell(progress, modules.size(), modules.size());
  return out;
}

}  // namespace octet::synthesis
