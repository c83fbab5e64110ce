// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/estimate.hpp"
#include "sim/run/traffic.hpp"
#include "sim/run/views.hpp"

namespace octet::sim {
namespace {

class EstimateView final : public View {
 public:
  EstimateView(const arch::Architecture& architecture, const program::Program& program)
      : architecture_(architecture), program_(program) {}

  const char* part_name() const override { return "layer"; }
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& /*input*/, const Progress& /*progress*/,
                           const LayerTap* /*tap*/) override {
    const Estimate estimated = estimate(program_, architecture_);
    time_ = MachineTime();
    time_.cycles = estimated.cycles;
    time_.events = estimated.traffic;
    for (std::size_t i = 0; i < hw::kUnitCount; ++i)
      if (architecture_.has(machine::kind_of(static_cast<hw::UnitId>(i))))
        time_.units.push_back({hw::name(static_cast<hw::UnitId>(i)), estimated.busy[i], {}, {}});
    time_.stalls_missing_reason = "the estimate knows when units are busy, not why they wait";
    time_.memory = memory_traffic(estimated.traffic);
    for (const EstimatedLayer& layer : estimated.layers) time_.layers.push_back({layer.start, layer.end, layer.busy});
    time_.layer_names = program_.layers;
    return {};
  }

  std::optional<MachineTime> last_time() const override { return time_; }

 private:
  const arch::Architecture& architecture_;
  const program::Program& program_;
  MachineTime time_;
};

}  // namespace

std::unique_ptr<View> make_estimate_view(const arch::Architecture& architecture, const program::Program& program) {
  return std::make_unique<EstimateView>(architecture, program);
}

}  // namespace octet::sim
