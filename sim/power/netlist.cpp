// SPDX-License-Identifier: Apache-2.0
#include "sim/power/netlist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "models/core/error.hpp"

namespace octet::power {
namespace {

constexpr Net kNone = ~Net{0};

class BlifReader {
 public:
  BlifReader(const std::string& text, const CellLibrary& library) : lines_(text), library_(library) {}

  Netlist read() {
    names_ = {{"$false", Netlist::kLow}, {"$true", Netlist::kHigh}, {"$undef", Netlist::kUndefined}};
    for (std::string line; std::getline(lines_, line);) read_line(line);
    resolve_aliases();
    put_in_order();
    return std::move(netlist_);
  }

 private:
  /// Net of a wire of the file.
  Net net(const std::string& name) {
    const auto [found, is_new] = names_.emplace(name, static_cast<Net>(netlist_.nets));
    if (is_new) ++netlist_.nets;
    return found->second;
  }
  [[noreturn]] void fail(const std::string& what) const { throw UserError(library_.path(), "in the netlist: " + what); }

  void read_line(const std::string& line) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == ".inputs" || kind == ".outputs") {
      auto& ports = kind == ".inputs" ? netlist_.inputs : netlist_.outputs;
      for (std::string name; words >> name;) ports[name] = net(name);
    } else if (kind == ".subckt") {
      read_cell(words);
    } else if (kind == ".names") {
      std::vector<std::string> wires;
      for (std::string name; words >> name;) wires.push_back(name);
      if (wires.size() > 2) fail("logic that is no cell of the library, driving " + wires.back());
      if (wires.size() == 2) aliases_.emplace_back(net(wires[1]), net(wires[0]));
    } else if (!kind.empty() && kind[0] == '.' && kind != ".model" && kind != ".end") {
      fail("expected cells of the library, found " + line);
    }
  }

  void read_cell(std::istringstream& words) {
    std::string name;
    words >> name;
    Instance out;
    out.cell = &library_.cell(name);
    out.inputs.assign(out.cell->inputs.size(), kNone);
    out.outputs.assign(out.cell->outputs.size(), kNone);
    const auto connect = [](const auto& pins, const std::string& pin, std::vector<Net>& nets, Net to) {
      for (std::size_t i = 0; i < pins.size(); ++i)
        if (pins[i].name == pin) nets[i] = to;
    };
    for (std::string word; words >> word;) {
      const std::size_t at = word.find('=');
      if (at == std::string::npos) continue;
      const Net to = net(word.substr(at + 1));
      connect(out.cell->inputs, word.substr(0, at), out.inputs, to);
      connect(out.cell->outputs, word.substr(0, at), out.outputs, to);
    }
    if (std::find(out.inputs.begin(), out.inputs.end(), kNone) != out.inputs.end())
      fail("a cell " + name + " with an open input");
    for (Net& to : out.outputs)
      if (to == kNone) to = static_cast<Net>(netlist_.nets++);
    (out.cell->state ? netlist_.registers : netlist_.logic).push_back(std::move(out));
  }

  /// Second names become the first.
  void resolve_aliases() {
    std::vector<Net> first(netlist_.nets);
    for (Net i = 0; i < first.size(); ++i) first[i] = i;
    for (const auto& [name, of] : aliases_) first[name] = of;
    const auto root = [&](Net it) {
      for (std::size_t steps = 0; first[it] != it; it = first[it])
        if (++steps > first.size()) fail("names that stand for each other");
      return it;
    };
    for (auto& [name, it] : netlist_.outputs) it = root(it);
    for (auto* instances : {&netlist_.logic, &netlist_.registers})
      for (Instance& it : *instances)
        for (Net& wire : it.inputs) wire = root(wire);
    driver_.assign(netlist_.nets, kNone);
    const auto drive = [&](Net wire, Net by) {
      if (driver_[wire] != kNone || first[wire] != wire) fail(fmt::format("a net driven twice (number {})", wire));
      driver_[wire] = by;
    };
    for (const auto& [name, wire] : netlist_.inputs) drive(wire, static_cast<Net>(netlist_.logic.size()));
    for (Net i = 0; i < netlist_.logic.size(); ++i)
      for (const Net wire : netlist_.logic[i].outputs) drive(wire, i);
    const auto clock = netlist_.inputs.find("clk_i");
    for (const Instance& it : netlist_.registers) {
      for (const Net wire : it.outputs) drive(wire, static_cast<Net>(netlist_.logic.size()));
      if (clock == netlist_.inputs.end() || it.inputs[it.cell->state->clock] != clock->second)
        fail("a register whose clock is not the port clk_i");
    }
  }

  /// Logic after what drives it (Kahn).
  void put_in_order() {
    std::vector<Instance>& logic = netlist_.logic;
    std::vector<std::vector<Net>> readers(logic.size());
    std::vector<std::size_t> waits(logic.size(), 0);
    for (Net i = 0; i < logic.size(); ++i)
      for (const Net wire : logic[i].inputs)
        if (driver_[wire] < logic.size()) {
          readers[driver_[wire]].push_back(i);
          ++waits[i];
        }
    std::vector<Net> order;
    for (Net i = 0; i < logic.size(); ++i)
      if (waits[i] == 0) order.push_back(i);
    for (std::size_t at = 0; at < order.size(); ++at)
      for (const Net reader : readers[order[at]])
        if (--waits[reader] == 0) order.push_back(reader);
    if (order.size() != logic.size()) fail("a loop of logic");
    std::vector<Instance> sorted;
    for (const Net i : order) sorted.push_back(std::move(logic[i]));
    logic = std::move(sorted);
  }

  std::istringstream lines_;
  const CellLibrary& library_;
  Netlist netlist_;
  std::unordered_map<std::string, Net> names_;
  std::vector<std::pair<Net, Net>> aliases_;  ///< name, what it stands for
  std::vector<Net> driver_;                   ///< by net: index in `logic`, its size for ports and registers, or kNone
};

}  // namespace

Netlist read_netlist(const std::string& blif, const CellLibrary& library) { return BlifReader(blif, library).read(); }

}  // namespace octet::power
