// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "hw/chip/platform.hpp"
#include "hw/cosim/gated_unit.hpp"
#include "models/core/error.hpp"
#include "sim/run/explain.hpp"
#include "sim/run/traffic.hpp"
#include "sim/run/views.hpp"

namespace octet::sim {
namespace {

UnitTime unit_time(const hw::Counters& counters, hw::UnitId id) {
  const hw::UnitCounters& unit = counters.unit(id);
  UnitTime time{hw::name(id), unit.busy, unit.idle, {}};
  for (std::size_t i = 0; i < hw::kStallCauseCount; ++i)
    time.stalled.emplace_back(hw::name(static_cast<hw::StallCause>(i)), unit.stalled[i]);
  return time;
}

MachineTime machine_time(const arch::Architecture& architecture, const program::Program& program,
                         const hw::RunResult& result) {
  MachineTime time;
  time.cycles = result.cycles;
  time.events = result.counters;
  for (std::size_t i = 0; i < hw::kUnitCount; ++i)  // optional units are the last ones
    if (architecture.has(machine::kind_of(static_cast<hw::UnitId>(i))))
      time.units.push_back(unit_time(result.counters, static_cast<hw::UnitId>(i)));
  time.memory = memory_traffic(result.counters);
  for (const hw::LayerTime& layer : result.layers) {
    Cycles busy;
    for (const Cycles cycles : layer.busy) busy += cycles;
    time.layers.push_back({layer.start, layer.end, busy});
  }
  time.layer_names = program.layers;
  time.spans.reserve(result.trace.size());
  for (const hw::TraceEvent& event : result.trace)
    time.spans.push_back({static_cast<std::uint32_t>(event.unit), event.layer, event.start, event.end - event.start});
  return time;
}

class SystemcView final : public View {
 public:
  SystemcView(const arch::Architecture& architecture, const program::Program& program, bool values, bool explains,
              const std::map<hw::UnitId, hw::MakeStandIn>& stand_ins)
      : architecture_(architecture),
        program_(program),
        explains_(explains),
        traced_(architecture, {.values = values, .trace = true, .explain = explains, .stand_ins = stand_ins}),
        plain_(architecture, {.values = values, .stand_ins = stand_ins}) {}

  const char* part_name() const override { return "command"; }
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const Progress& progress, const LayerTap* tap) override {
    // Every inference takes the same steps: one timeline is enough.
    const bool is_first = !time_;
    MachineTap layers(program_, tap);
    const hw::RunResult result = (is_first ? traced_ : plain_).run(program_, input, progress, layers.observer());
    layers.finish();
    for (const hw::StandInSteps& unit : result.stand_ins)
      if (unit.off != 0)
        throw ViewMismatch(
            fmt::format("{}: {} of {} steps; the first is {}", hw::name(unit.unit), unit.off, unit.steps, unit.first));
    time_ = machine_time(architecture_, program_, result);
    if (is_first && explains_) time_->explanation = explain(program_, architecture_, result);
    return result.output;
  }
  std::optional<MachineTime> last_time() const override { return time_; }

 private:
  const arch::Architecture& architecture_;
  const program::Program& program_;
  const bool explains_;
  hw::Platform traced_, plain_;
  std::optional<MachineTime> time_;
};

}  // namespace

std::unique_ptr<View> make_systemc_view(const arch::Architecture& architecture, const program::Program& program,
                                        bool values, bool explains) {
  return std::make_unique<SystemcView>(architecture, program, values, explains,
                                       std::map<hw::UnitId, hw::MakeStandIn>());
}

std::unique_ptr<View> make_gated_view(const arch::Architecture& architecture, const program::Program& program,
                                      const std::set<hw::UnitId>& gates, bool explains, const BuildProgress& building) {
  std::map<hw::UnitId, rtl::UnitGates> models;
  for (const hw::UnitId unit : gates)
    models[unit] = {rtl::provide_model(rtl::unit_request(architecture, unit), building)};
  return std::make_unique<SystemcView>(architecture, program, true, explains, rtl::stand_ins(models));
}

}  // namespace octet::sim
