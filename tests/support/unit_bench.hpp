// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {

/// A Verilated unit of the common ports (start_i, fields, finish_o) between two byte memories: `source`, where it
/// reads, and `written`, what it wrote. Fields hold noise in every cycle but that of start_i, and nothing may be
/// written but between a start and its finish.
class UnitBench {
 public:
  /// Ports of one read: `bytes` at the address, in the same cycle.
  struct Read {
    std::string address, data;
    std::uint32_t bytes;
  };
  /// Ports of one write: a strobe for each of `lanes` runs of `bytes`.
  struct Write {
    std::string strobe, address, data;
    std::uint32_t lanes, bytes;
  };
  /// A field of the step: its width and value. An address counts from the beginning of the memories.
  struct Field {
    std::string name;
    std::uint32_t bits;
    std::uint64_t value;
    bool is_address = false;
  };
  static constexpr int kNothing = -1;  ///< in `written`

  UnitBench(const std::string& model, std::size_t bytes, const std::vector<Read>& reads,
            const std::vector<Write>& writes)
      : source(bytes), written(bytes), model_(rtl::model_directory() / (model + ".so")) {
    for (const Read& it : reads) reads_.push_back({model_.port(it.address), model_.port(it.data), it.bytes});
    for (const Write& it : writes)
      writes_.push_back({model_.port(it.strobe), model_.port(it.address), model_.port(it.data), it.lanes, it.bytes});
    model_.reset();
  }

  std::vector<std::uint8_t> source;
  std::vector<int> written;

  void fill_with_noise() {
    for (std::uint8_t& byte : source) byte = static_cast<std::uint8_t>(random_.bits());
  }

  /// The low bytes of a value, little-endian, into what the unit reads.
  void put(std::size_t address, std::int64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
      source.at(address + i) = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
  }

  /// Runs one step; returns the cycle of its finish, counted from that of start_i. Fails when a byte is written twice,
  /// or finish_o does not come with the last write.
  std::uint64_t run(const std::vector<Field>& fields) {
    start(fields);
    for (std::uint64_t cycle = 0; cycle < kMostCycles; ++cycle) {
      const bool wrote = evaluate();
      const bool over = finish_.get() != 0;
      model_.clock();
      start_.set(0);
      put_noise(fields);
      if (over) {
        REQUIRE(wrote);
        return cycle;
      }
    }
    FAIL("the step never ends");
    return 0;
  }

  /// The first `cycles` cycles of a step that takes longer, beginning with that of start_i; then a reset. Fails when
  /// the step finishes, or goes on after the reset.
  void run_for(int cycles, const std::vector<Field>& fields) {
    start(fields);
    for (int cycle = 0; cycle < cycles; ++cycle) {
      evaluate();
      REQUIRE(finish_.get() == 0);
      model_.clock();
      start_.set(0);
      put_noise(fields);
    }
    model_.reset();
    idle(40);
  }

  /// Cycles without a step: nothing is written, nothing finishes.
  void idle(std::int64_t cycles) {
    for (; cycles > 0; --cycles) {
      const bool wrote = evaluate();
      REQUIRE_FALSE(wrote);
      REQUIRE(finish_.get() == 0);
      model_.clock();
    }
  }

  /// Bytes written by the last step.
  std::size_t bytes_written() const {
    return static_cast<std::size_t>(
        std::count_if(written.begin(), written.end(), [](int byte) { return byte != kNothing; }));
  }

 private:
  static constexpr std::uint64_t kMostCycles = 400'000;
  struct ReadPorts {
    rtl::RtlPort address, data;
    std::uint32_t bytes;
  };
  struct WritePorts {
    rtl::RtlPort strobe, address, data;
    std::uint32_t lanes, bytes;
  };

  void start(const std::vector<Field>& fields) {
    std::fill(written.begin(), written.end(), kNothing);
    // The memories lie anywhere, so that every bit of an address counts.
    base_ = static_cast<std::uint32_t>(random_.bits());
    for (const Field& field : fields)
      model_.port(field.name).set(field.is_address ? static_cast<std::uint32_t>(base_ + field.value) : field.value);
    start_.set(1);
  }

  void put_noise(const std::vector<Field>& fields) {
    for (const Field& field : fields)
      model_.port(field.name).set(random_.bits() & ((std::uint64_t{1} << field.bits) - 1));
  }

  bool evaluate() {
    model_.evaluate();
    for (const ReadPorts& it : reads_) {
      const auto from = static_cast<std::uint32_t>(it.address.get() - base_);
      for (std::uint32_t i = 0; i < it.bytes; ++i)
        rtl::RtlPort(it.data).bytes()[i] =
            std::size_t{from} + i < source.size() ? source[from + i] : static_cast<std::uint8_t>(random_.bits());
    }
    model_.evaluate();
    bool wrote = false;
    for (const WritePorts& it : writes_) {
      for (std::uint32_t lane = 0; lane < it.lanes; ++lane) {
        if (it.strobe.bits(lane, 1) == 0) continue;
        wrote = true;
        for (std::uint32_t i = 0; i < it.bytes; ++i) take(it, lane * it.bytes + i);
      }
    }
    return wrote;
  }

  void take(const WritePorts& it, std::uint32_t offset) {
    const auto to = static_cast<std::uint32_t>(it.address.get() + offset - base_);
    if (to >= written.size() || written[to] != kNothing) {
      CAPTURE(to);
      FAIL("written twice, or outside the memory");
    }
    written[to] = rtl::RtlPort(it.data).bytes()[offset];
  }

  rtl::RtlModel model_;
  rtl::RtlPort start_ = model_.port("start_i"), finish_ = model_.port("finish_o");
  std::vector<ReadPorts> reads_;
  std::vector<WritePorts> writes_;
  RandomSource random_{seed() + 1};
  std::uint32_t base_ = 0;
};

}  // namespace octet::test
