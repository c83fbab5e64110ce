// SPDX-License-Identifier: Apache-2.0
#include "sim/power/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <span>

#include "models/core/error.hpp"

namespace octet::power {
namespace {

/// A recording takes two lanes: one begins with unknown registers, whose known outputs must be the recorded ones; the
/// other, this many lanes up, with random ones, as silicon does: its toggles are counted, and what it writes must be as
/// recorded.
constexpr std::size_t kLanes = 32;
constexpr std::uint64_t kUpper = ~std::uint64_t{0} << kLanes, kReplaySeed = 1;
constexpr int kResetCycles = 2;

/// A net of the netlist and the bit of the recording that belongs to it.
struct Wire {
  Net net;
  const rtl::PortLog::Port* port;
  std::size_t bit;
  const std::string* name;
  std::vector<std::size_t> strobes = {};  ///< of data: those outputs that say, when all are 1, that it is written
};

/// `name[3]` is bit 3 of the port `name`.
std::vector<Wire> wires_of(const std::map<std::string, Net>& ports, const rtl::PortLog& log, const std::string& unit) {
  std::vector<Wire> wires;
  for (const auto& [name, net] : ports) {
    if (name == "clk_i") continue;
    const std::size_t bracket = name.find('[');
    std::size_t bit = 0;
    if (bracket != std::string::npos) std::from_chars(name.data() + bracket + 1, name.data() + name.size(), bit);
    const std::string port = name.substr(0, bracket);
    const auto found =
        std::find_if(log.ports().begin(), log.ports().end(), [&](const auto& it) { return it.name == port; });
    if (found == log.ports().end() || bit / 8 >= found->bytes)
      throw ViewMismatch(fmt::format("{}: the netlist has the port {}, its RTL has none", unit, name));
    wires.push_back({net, &*found, bit, &name});
  }
  return wires;
}

/// Where `d_data_o` is written say `d_strobe_o`, or `d_valid_o` and `d_rows_o`, a bit for every so many of its bits.
void find_strobes(std::vector<Wire>& outputs) {
  const auto bits_of = [&](const std::string& port) {
    return static_cast<std::size_t>(
        std::count_if(outputs.begin(), outputs.end(), [&](const Wire& it) { return it.port->name == port; }));
  };
  const auto add = [&](Wire& data, const std::string& port) {
    const std::size_t bits = bits_of(port);
    if (bits == 0) return;
    const std::size_t lane = data.bit / (bits_of(data.port->name) / bits);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i].port->name == port && outputs[i].bit == lane) data.strobes.push_back(i);
  };
  static const std::string kData = "_data_o";
  for (Wire& wire : outputs) {
    if (!wire.port->name.ends_with(kData)) continue;
    const std::string stem = wire.port->name.substr(0, wire.port->name.size() - kData.size());
    for (const char* strobe : {"_strobe_o", "_valid_o", "_rows_o"}) add(wire, stem + strobe);
    OCTET_CHECK(!wire.strobes.empty(), "a strobe for " + wire.port->name);
  }
}

/// Up to 32 recordings side by side.
class ReplayRun {
 public:
  ReplayRun(const Netlist& netlist, std::span<const Recording> recordings, std::size_t first, const std::string& unit)
      : recordings_(recordings),
        first_(first),
        unit_(unit),
        inputs_(wires_of(netlist.inputs, recordings.front().ports, unit)),
        outputs_(wires_of(netlist.outputs, recordings.front().ports, unit)),
        gates_(netlist, kUpper, kReplaySeed) {
    find_strobes(outputs_);
    if (const auto clock = netlist.inputs.find("clk_i"); clock != netlist.inputs.end())
      gates_.set(clock->second, Trits::known(0));
  }

  Replay run(const Progress& progress) {
    for (const Wire& wire : inputs_) gates_.set(wire.net, Trits::known(0));  // the reset among them
    for (int i = 0; i < kResetCycles; ++i) {
      gates_.settle();
      gates_.clock();
    }
    gates_.settle();
    gates_.forget();
    std::size_t longest = 0;
    for (const Recording& it : recordings_) longest = std::max(longest, it.ports.cycles());
    for (std::size_t cycle = 0; cycle < longest; ++cycle) {
      tell(progress, cycle, longest);
      run_cycle(cycle);
    }
    return {gates_.toggles(), output_bits_, compared_};
  }

 private:
  void run_cycle(std::size_t cycle) {
    std::uint64_t lanes = 0;
    for (std::size_t lane = 0; lane < recordings_.size(); ++lane)
      if (cycle < recordings_[lane].ports.cycles()) lanes |= std::uint64_t{1} << lane;
    for (const Wire& wire : inputs_) {
      const std::uint64_t bits = recorded(wire, cycle, lanes);
      gates_.set(wire.net, Trits::known(bits | bits << kLanes));
    }
    gates_.settle();
    gates_.count(lanes << kLanes);
    for (const Wire& wire : outputs_) compare(wire, cycle, lanes);
    gates_.clock();
  }
  /// The bit of every lane.
  std::uint64_t recorded(const Wire& wire, std::size_t cycle, std::uint64_t lanes) const {
    std::uint64_t bits = 0;
    for (std::size_t lane = 0; lane < recordings_.size(); ++lane)
      if ((lanes >> lane & 1U) != 0 && recordings_[lane].ports.bit(cycle, *wire.port, wire.bit))
        bits |= std::uint64_t{1} << lane;
    return bits;
  }
  void compare(const Wire& wire, std::size_t cycle, std::uint64_t lanes) {
    const Trits value = gates_.get(wire.net);
    const std::uint64_t expected = recorded(wire, cycle, lanes), known = value.is_known() & lanes;
    std::uint64_t written = wire.strobes.empty() ? 0 : lanes;
    for (const std::size_t strobe : wire.strobes) written &= recorded(outputs_[strobe], cycle, lanes);
    const std::uint64_t wrong = ((value.one ^ expected) & known) | ((value.one >> kLanes ^ expected) & written);
    compared_ += static_cast<std::uint64_t>(std::popcount(known | written));
    output_bits_ += static_cast<std::uint64_t>(std::popcount(lanes));
    if (wrong == 0) return;
    const auto lane = static_cast<std::size_t>(std::countr_zero(wrong));
    throw ViewMismatch(fmt::format("{}: case {}, cycle {}: the RTL drives {} at {}, its netlist of cells does not",
                                   unit_, first_ + lane, cycle, expected >> lane & 1U, *wire.name));
  }

  std::span<const Recording> recordings_;
  std::size_t first_;
  const std::string& unit_;
  std::vector<Wire> inputs_, outputs_;
  GateSimulation gates_;
  std::uint64_t compared_ = 0, output_bits_ = 0;
};

}  // namespace

Replay replay(const Netlist& netlist, const std::vector<Recording>& recordings, const std::string& unit,
              const Progress& progress) {
  Replay sum;
  sum.toggles.rises.resize(netlist.nets);
  sum.toggles.falls.resize(netlist.nets);
  for (std::size_t first = 0; first < recordings.size(); first += kLanes) {
    const auto part = std::span(recordings).subspan(first, std::min(kLanes, recordings.size() - first));
    const Replay one = ReplayRun(netlist, part, first, unit).run(progress);
    for (std::size_t net = 0; net < netlist.nets; ++net) {
      sum.toggles.rises[net] += one.toggles.rises[net];
      sum.toggles.falls[net] += one.toggles.falls[net];
    }
    sum.toggles.cycles += one.toggles.cycles;
    sum.compared += one.compared;
    sum.outputs += one.outputs;
  }
  OCTET_CHECK(sum.compared > 0, unit + " has outputs that are compared");
  return sum;
}

}  // namespace octet::power
