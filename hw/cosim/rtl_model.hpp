// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "hw/cosim/port_log.hpp"
#include "hw/cosim/rtl_abi.h"

namespace octet::rtl {

/// A port of a Verilated model, found once by name and then used every cycle.
class RtlPort {
 public:
  RtlPort() = default;
  explicit RtlPort(std::span<std::uint8_t> data) : RtlPort(data, data.size() * 8) {}
  RtlPort(std::span<std::uint8_t> data, std::size_t width) : data_(data), width_(width) {}

  /// Value of a port of up to 64 bits.
  std::uint64_t get() const;
  void set(std::uint64_t value) const;
  /// Bits [first, first + count) of a wide port, count up to 57; `first` is one of its bits.
  std::uint64_t bits(std::size_t first, std::size_t count) const;
  /// Little-endian bytes of the port, as many as Verilator stores.
  std::span<std::uint8_t> bytes() const { return data_; }
  /// Bits of the port, as the module declares it.
  std::size_t width() const { return width_; }

 private:
  std::span<std::uint8_t> data_;
  std::size_t width_ = 0;
};

/// A Verilated module in a shared object, opened at run time. Knows ports by name and nothing of what the module does.
/// Throws `UserError` naming the file when it cannot be opened or lacks the ABI.
class RtlModel {
 public:
  /// `seed` draws the first contents of memories and registers without reset.
  explicit RtlModel(const std::filesystem::path& library, std::uint64_t seed = 1);
  ~RtlModel();
  RtlModel(const RtlModel&) = delete;
  RtlModel& operator=(const RtlModel&) = delete;

  /// `NAME=value ...`, sorted: what the model was built with.
  const std::string& parameters() const { return parameters_; }
  /// Throws `UserError` for a name the module does not have, as a user's own may.
  RtlPort port(const std::string& name) const;
  /// The port, if it has this many bits: whoever reads or writes all of it relies on that. Else throws `UserError`.
  RtlPort port(const std::string& name, std::size_t width) const;
  /// The bytes of an on-chip memory by its place in the module, `i_part.name`, as they are now. Throws `UserError` for
  /// a memory that the model does not show: only octet_accelerator shows any.
  std::span<const std::uint8_t> memory(const std::string& name) const;
  /// Lets outputs follow inputs within a cycle.
  void evaluate() { evaluate_(model_.get()); }
  /// The rising edge that ends a cycle; leaves the clock low, outputs not yet settled for the next inputs.
  void clock();
  /// From now on clock() writes an FST waveform, two time units a cycle, until the model is destroyed. Throws
  /// `UserError` when the file cannot be written or the model was built without waves.
  void write_waves(const std::filesystem::path& file);
  /// From now on clock() adds the cycle that it ends to the log, which outlives the model.
  void record(PortLog& log);
  /// Holds rst_ni low for two cycles, then leaves it high.
  void reset();

 private:
  struct Close {
    void operator()(void* handle) const;
  };
  template <class Function>
  Function symbol(const char* name) const;

  std::filesystem::path library_;
  std::unique_ptr<void, Close> handle_;
  std::unique_ptr<void, OctetRtlDestroy> model_{nullptr, nullptr};  ///< destroyed before the library is closed
  OctetRtlEvaluate evaluate_ = nullptr;
  std::string parameters_;
  std::map<std::string, RtlPort> ports_;
  RtlPort clock_;
  OctetRtlWavesDump dump_ = nullptr;  ///< not null: a waveform is being written
  std::uint64_t time_ = 0;            ///< of the waveform
  PortLog* log_ = nullptr;            ///< not null: ports are recorded
};

/// Folder of built models: OCTET_RTL_MODELS in the environment, or the build's.
std::filesystem::path model_directory();

}  // namespace octet::rtl
