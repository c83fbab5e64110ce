// SPDX-License-Identifier: Apache-2.0
// The AXI4 master by itself, and the whole accelerator, before a slave that does whatever AXI4 lets it.
#include <algorithm>
#include <deque>

#include "hw/cosim/axi4_memory.hpp"
#include "hw/cosim/axi4_rules.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/program/interpreter.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/random_axi4_slave.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

constexpr std::uint32_t kBeatBytes = 16, kOutstanding = 4;
constexpr std::uint64_t kHalf = 1 << 16;  // bytes below are read, bytes from there on are written

struct Burst {
  std::uint64_t address = 0, bytes = 0;
  bool is_write = false;
  std::uint64_t beats() const { return (address % kBeatBytes + bytes + kBeatBytes - 1) / kBeatBytes; }
};

/// Hands random bursts to the master and checks the answers. Addresses and data go on by themselves: data may be up to
/// a burst ahead of their address, or far behind.
class Initiator {
 public:
  Initiator(const rtl::RtlModel& model, std::vector<std::uint8_t>& memory, test::RandomSource& random,
            std::uint64_t bursts)
      : left_(bursts),
        memory_(memory),
        expected_(memory),
        random_(random),
        request_(model.port("request_i")),
        ready_(model.port("ready_o")),
        write_(model.port("write_i")),
        address_(model.port("address_i")),
        bytes_(model.port("bytes_i")),
        data_valid_(model.port("data_valid_i")),
        data_ready_(model.port("data_ready_o")),
        data_last_(model.port("data_last_i")),
        data_(model.port("data_i")),
        strobe_(model.port("strobe_i")),
        beat_(model.port("beat_o")),
        beat_last_(model.port("beat_last_o")),
        beat_data_(model.port("beat_data_o")) {
    draw();
  }

  void drive() {
    if (address_taken_) request_.set(0);
    if (beat_taken_) data_valid_.set(0);
    if (has_next_ && request_.get() == 0 && random_.between(0, 2) != 0) {
      request_.set(1);
      write_.set(next_.is_write ? 1 : 0);
      address_.set(next_.address);
      bytes_.set(next_.bytes);
    }
    if (data_valid_.get() == 0 && !data_bursts_.empty() && random_.between(0, 3) != 0) offer_beat();
  }

  void sample() {
    // Inputs change only before the next cycle.
    address_taken_ = request_.get() != 0 && ready_.get() != 0;
    beat_taken_ = data_valid_.get() != 0 && data_ready_.get() != 0;
    if (address_taken_) {
      waiting_.push_back(next_);
      REQUIRE(waiting_.size() <= kOutstanding);
      draw();
    }
    if (beat_taken_) {
      if (data_last_.get() != 0) {
        data_bursts_.pop_front();
        sent_ = 0;
      } else {
        ++sent_;
      }
    }
    if (beat_.get() != 0) take_answer();
  }

  bool over() const { return !has_next_ && waiting_.empty(); }
  void check_memory() const { REQUIRE(memory_ == expected_); }
  std::uint64_t answered = 0;

 private:
  void draw() {
    has_next_ = left_ > 0;
    if (!has_next_) return;
    --left_;
    next_.is_write = random_.between(0, 1) == 1;
    const std::uint64_t page = static_cast<std::uint64_t>(random_.between(0, 15)) * 4096;
    const bool is_long = random_.between(0, 199) == 0;
    const auto first = static_cast<std::uint64_t>(is_long ? random_.between(0, 20) : random_.between(0, 4095));
    next_.address = page + first + (next_.is_write ? kHalf : 0);
    const auto longest = static_cast<std::int64_t>(4096 - first);
    next_.bytes = is_long ? static_cast<std::uint64_t>(longest)
                          : static_cast<std::uint64_t>(random_.between(1, std::min<std::int64_t>(longest, 80)));
    if (!next_.is_write) return;
    data_bursts_.push_back(next_);
    for (std::uint64_t i = 0; i < next_.bytes; ++i) expected_[next_.address + i] = value(next_, i);
  }
  /// Of byte `i` of a write burst: like no other burst's there.
  static std::uint8_t value(const Burst& burst, std::uint64_t i) {
    return static_cast<std::uint8_t>((burst.address + i) * 37 + burst.bytes * 11 + i);
  }
  void offer_beat() {
    const Burst& burst = data_bursts_.front();
    const std::uint64_t base = (burst.address / kBeatBytes + sent_) * kBeatBytes;
    std::uint64_t strobes = 0;
    for (std::uint32_t lane = 0; lane < kBeatBytes; ++lane) {
      const bool inside = base + lane >= burst.address && base + lane < burst.address + burst.bytes;
      data_.bytes()[lane] = inside ? value(burst, base + lane - burst.address) : std::uint8_t{0x5A};
      strobes |= inside ? std::uint64_t{1} << lane : 0;
    }
    strobe_.set(strobes);
    data_last_.set(sent_ + 1 == burst.beats() ? 1 : 0);
    data_valid_.set(1);
  }
  void take_answer() {
    REQUIRE(!waiting_.empty());
    const Burst& burst = waiting_.front();
    if (!burst.is_write) {
      const std::uint64_t base = (burst.address / kBeatBytes + beats_) * kBeatBytes;
      for (std::uint64_t at = std::max(base, burst.address);
           at < std::min(base + kBeatBytes, burst.address + burst.bytes); ++at)
        REQUIRE(beat_data_.bytes()[at - base] == memory_[at]);
    }
    const bool last = burst.is_write || ++beats_ == burst.beats();
    REQUIRE((beat_last_.get() != 0) == last);
    if (!last) return;
    beats_ = 0;
    ++answered;
    waiting_.pop_front();
  }

  std::uint64_t left_;
  bool has_next_ = false, address_taken_ = false, beat_taken_ = false;
  std::vector<std::uint8_t>& memory_;
  std::vector<std::uint8_t> expected_;
  test::RandomSource& random_;
  Burst next_;
  std::deque<Burst> waiting_, data_bursts_;  ///< taken, not answered; writes whose data are not all taken
  std::uint64_t sent_ = 0, beats_ = 0;
  rtl::RtlPort request_, ready_, write_, address_, bytes_, data_valid_, data_ready_, data_last_, data_, strobe_, beat_,
      beat_last_, beat_data_;
};

std::vector<std::uint8_t> random_bytes(std::size_t count, test::RandomSource& random) {
  std::vector<std::uint8_t> out(count);
  for (std::uint8_t& x : out) x = static_cast<std::uint8_t>(random.bits());
  return out;
}

}  // namespace

TEST_CASE("100 000 bursts come through a slave of random order and stalls with their data and in order",
          "[axi4_master][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::RtlModel model(rtl::model_directory() / "axi4_master.so", test::seed());
  std::vector<std::uint8_t> memory = random_bytes(2 * kHalf, random);
  const rtl::Axi4Ports ports(model, kBeatBytes);
  rtl::Axi4Rules rules(ports, kBeatBytes);
  test::RandomAxi4Slave slave(ports, kBeatBytes, memory, random);
  constexpr std::uint64_t kBursts = 100'000;
  Initiator initiator(model, memory, random, kBursts);
  model.reset();
  const rtl::RtlPort error = model.port("error_o");
  std::uint64_t cycle = 0;
  while (!initiator.over()) {
    CAPTURE(cycle);
    REQUIRE(cycle < 20'000'000);
    initiator.drive();
    slave.drive();
    model.evaluate();
    REQUIRE(error.get() == 0);
    rules.check(cycle++);
    slave.sample();
    initiator.sample();
    model.clock();
  }
  CHECK(initiator.answered == kBursts);
  initiator.check_memory();
  // All that can go wrong was met.
  for (const std::uint64_t waited : slave.waited) CHECK(waited > 10'000);
  CHECK(slave.data_first > 1000);
  CHECK(slave.read_overtakes > 1000);
  CHECK(slave.write_overtakes > 1000);
}

TEST_CASE("a bus of another width is told, not written beyond", "[axi4_master][rtl]") {
  const rtl::RtlModel model(rtl::model_directory() / "axi4_master.so");
  REQUIRE_THROWS_WITH(rtl::Axi4Ports(model, 2 * kBeatBytes),
                      Catch::Contains("axi4_master.so: error: port m_axi_wdata_o: expected 256 bits, got 128"));
  program::ByteMemory dram("dram", 64);
  arch::Memory memory;
  memory.beat_bytes = kBeatBytes / 2;
  REQUIRE_THROWS_WITH(rtl::Axi4Memory(memory, dram, model),
                      Catch::Contains("port m_axi_wdata_o: expected 64 bits, got 128"));
}

TEST_CASE("an answer that is an error, of another ID or of another length is latched", "[axi4_master][rtl]") {
  struct Case {
    const char* port;
    std::uint64_t value;
    bool is_write, wrong;
  };
  for (const Case& it : {Case{"m_axi_rresp_i", 0, false, false}, Case{"m_axi_rresp_i", 2, false, true},
                         Case{"m_axi_rresp_i", 3, false, true}, Case{"m_axi_rid_i", 1, false, true},
                         Case{"m_axi_rlast_i", 0, false, true}, Case{"m_axi_bresp_i", 0, true, false},
                         Case{"m_axi_bresp_i", 2, true, true}, Case{"m_axi_bid_i", 1, true, true}}) {
    CAPTURE(it.port, it.value);
    rtl::RtlModel model(rtl::model_directory() / "axi4_master.so");
    model.reset();
    const auto set = [&](const char* port, std::uint64_t value) { model.port(port).set(value); };
    const auto cycle = [&] {
      model.evaluate();
      model.clock();
    };
    set("request_i", 1);
    set("write_i", it.is_write ? 1 : 0);
    set("bytes_i", 4);
    set("m_axi_awready_i", 1);
    set("m_axi_arready_i", 1);
    cycle();
    set("request_i", 0);
    set("m_axi_rlast_i", 1);
    set(it.port, it.value);
    cycle();
    model.evaluate();
    REQUIRE(model.port("error_o").get() == 0);  // nothing was answered yet
    set(it.is_write ? "m_axi_bvalid_i" : "m_axi_rvalid_i", 1);
    cycle();
    set(it.is_write ? "m_axi_bvalid_i" : "m_axi_rvalid_i", 0);
    cycle();
    cycle();
    model.evaluate();
    REQUIRE((model.port("error_o").get() != 0) == it.wrong);
  }
}

TEST_CASE("the accelerator computes the same bits before a slave of random order and stalls", "[axi4_master][cosim]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  std::uint64_t data_first = 0, overtakes = 0;
  for (int i = 0; i < 20; ++i) {
    const std::vector<arch::Architecture> all = test::built_architectures(20);
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    test::MatmulProgramOptions options;
    options.m = static_cast<std::uint32_t>(random.between(1, 24));
    options.k = static_cast<std::uint32_t>(random.between(1, 48));
    options.n = static_cast<std::uint32_t>(random.between(1, 40));
    options.geometry = a.geometry();
    options.linear_only = i % 2 == 0;
    options.seed = random.bits() % 1000;
    CAPTURE(i, a.name, options.m, options.k, options.n, options.seed);
    const test::MatmulProgram made = test::matmul_program(options);
    const program::Program& p = made.program;

    program::ByteMemory dram("dram", p.geometry.dram_bytes);
    std::vector<std::uint8_t> memory = random_bytes(p.geometry.dram_bytes, random);
    dram.write(0, memory);
    dram.write(0, p.image);
    program::write_input(p, made.input, dram);
    dram.read(0, memory);

    rtl::RtlModel model(rtl::model_directory() / (a.name + ".so"), test::seed());
    const rtl::Axi4Ports ports(model, a.memory.beat_bytes);
    rtl::Axi4Rules rules(ports, a.memory.beat_bytes);
    test::RandomAxi4Slave slave(ports, a.memory.beat_bytes, memory, random);
    model.port("program_base_i").set(p.program_base);
    model.port("command_count_i").set(p.commands.size());
    model.reset();
    model.port("start_i").set(1);
    const rtl::RtlPort done = model.port("done_o"), error = model.port("memory_error_o");
    for (std::uint64_t cycle = 0;; ++cycle) {
      REQUIRE(cycle < 1'000'000);
      slave.drive();
      model.evaluate();
      if (done.get() != 0) break;
      REQUIRE(error.get() == 0);
      rules.check(cycle);
      slave.sample();
      model.clock();
    }
    dram.write(0, memory);
    REQUIRE(program::read_output(p, dram) == made.expected);
    data_first += slave.data_first;
    overtakes += slave.write_overtakes + slave.read_overtakes;
  }
  CHECK(data_first > 0);
  CHECK(overtakes > 0);
}
