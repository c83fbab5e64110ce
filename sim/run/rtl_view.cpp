// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "hw/cosim/rtl_accelerator.hpp"
#include "models/core/error.hpp"
#include "sim/estimate/estimate.hpp"
#include "sim/run/views.hpp"

namespace octet::sim {
namespace {

/// A run this many times as long as the estimate, and this many cycles, is not going to end.
constexpr std::uint64_t kPatience = 10, kGrace = 1'000'000;

UnitTime unit_time(hw::UnitId id, const rtl::UnitCycles& cycles) {
  return {hw::name(id),
          Cycles(cycles.busy),
          Cycles(cycles.idle),
          {{hw::name(hw::StallCause::token), Cycles(cycles.token)},
           {hw::name(hw::StallCause::unit), Cycles(cycles.unit)},
           {hw::name(hw::StallCause::port), Cycles(cycles.port)},
           {hw::name(hw::StallCause::bank), Cycles(cycles.bank)},
           {hw::name(hw::StallCause::drain), Cycles(cycles.drain)}}};
}

/// Events follow from the program alone; of those that the gates count too, they must have counted as many.
void require_traffic(const hw::Counters& events, const rtl::RtlResult& gates) {
  const hw::MemoryCounters& dram = events.memory(program::Space::dram);
  if (dram.read == gates.read && dram.written == gates.written) return;
  throw ViewMismatch(fmt::format("dram: expected {} bytes read and {} written, the gates counted {} and {}",
                                 dram.read.count(), dram.written.count(), gates.read.count(), gates.written.count()));
}

class RtlView final : public View {
 public:
  RtlView(const arch::Architecture& architecture, const program::Program& program, const BuildProgress& building)
      : program_(program), accelerator_(architecture, building) {
    const Estimate estimated = estimate(program, architecture);
    expected_ = estimated.cycles.count();
    events_ = estimated.traffic;
    rows_follow_from_bursts_ = architecture.memory.device.kind().closed_form != nullptr;
  }

  const char* part_name() const override { return "cycle"; }
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const Progress& progress, const LayerTap* tap) override {
    MachineTap layers(program_, tap);
    accelerator_.observe(layers.observer());
    const Progress cycles = [&](std::uint64_t cycle, std::uint64_t) {
      tell(progress, std::min(cycle, expected_), expected_);
    };
    constexpr std::uint64_t kSeed = 1;  // of what memories hold before anybody writes: no result depends on it
    const rtl::RtlResult result = accelerator_.run(program_, input, kSeed, kPatience * expected_ + kGrace, cycles);
    layers.finish();
    require_traffic(events_, result);
    time_.emplace();
    time_->cycles = result.cycles;
    time_->events = events_;
    if (!rows_follow_from_bursts_) time_->events.activations = result.rows_opened;
    for (std::size_t i = 0; i < rtl::kUnits; ++i)
      time_->units.push_back(unit_time(static_cast<hw::UnitId>(i), result.units[i]));
    time_->memory = {{"dram_read_bytes", result.read.count()}, {"dram_write_bytes", result.written.count()}};
    time_->memory_missing_reason = "the gates count what crosses their memory port, not what their buffers move";
    time_->layers_missing_reason = "the gates do not tell which layer a step belongs to";
    return result.output;
  }
  std::optional<MachineTime> last_time() const override { return time_; }

 private:
  const program::Program& program_;
  std::uint64_t expected_ = 0;  ///< cycles of an inference
  hw::Counters events_;         ///< of an inference, but for cycles
  bool rows_follow_from_bursts_ = true;
  rtl::RtlAccelerator accelerator_;
  std::optional<MachineTime> time_;
};

}  // namespace

std::unique_ptr<View> make_rtl_view(const arch::Architecture& architecture, const program::Program& program,
                                    const BuildProgress& building) {
  return std::make_unique<RtlView>(architecture, program, building);
}

}  // namespace octet::sim
