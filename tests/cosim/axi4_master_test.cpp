// SPDX-License-Identifier: Apache-2.0
// The AXI4 master by itself before a slave that does whatever AXI4 lets it.
#include <algorithm>
#include <deque>

#include "hw/cosim/axi4_memory.hpp"
#include "hw/cosim/axi4_rules.hpp"
#include "tests/cosim/random_axi4_slave.hpp"
#include "tests/support/catch.hpp"
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
        beat_data_(model.port("beat_data_o")),
        answer_(model.port("answer_o")),
        user_(model.port("m_axi_aruser_o")),
        written_(model.port("m_axi_wdata_o")),
        written_strobe_(model.port("m_axi_wstrb_o")) {
    const std::pair<const char*, std::uint64_t> constants[] = {{"id", 0},    {"size", 4}, {"burst", 1}, {"lock", 0},
                                                               {"cache", 2}, {"prot", 0}, {"qos", 0}};
    for (const char* channel : {"aw", "ar"})
      for (const auto& [name, value] : constants)
        constants_.emplace_back(model.port(std::string("m_axi_") + channel + name + "_o"), value);
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
      (next_.is_write ? writes_ : reads_).push_back(next_);
      REQUIRE(reads_.size() + writes_.size() <= kOutstanding);
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
    check_constants();
    if (answer_.get() != 0) {
      REQUIRE(!writes_.empty());
      writes_.pop_front();
      ++answered;
    }
    if (beat_.get() != 0) take_beat();
  }

  bool over() const { return !has_next_ && reads_.empty() && writes_.empty(); }
  void check_memory() const {
    const bool is_same = memory_ == expected_;  // printing them takes minutes
    REQUIRE(is_same);
  }
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
  /// What a burst says beside its address, and lanes outside of it.
  void check_constants() {
    bool right = !address_taken_ || user_.get() == bytes_.get();
    for (const auto& [port, value] : constants_) right = right && port.get() == value;
    for (std::uint32_t lane = 0; lane < kBeatBytes; ++lane)
      right = right && (!beat_taken_ || (written_strobe_.get() >> lane & 1) != 0 || written_.bytes()[lane] == 0);
    REQUIRE(right);
  }
  void take_beat() {
    REQUIRE(!reads_.empty());
    const Burst& burst = reads_.front();
    const std::uint64_t base = (burst.address / kBeatBytes + beats_) * kBeatBytes;
    bool same = true;
    for (std::uint64_t at = std::max(base, burst.address);
         at < std::min(base + kBeatBytes, burst.address + burst.bytes); ++at)
      same = same && beat_data_.bytes()[at - base] == memory_[at];
    REQUIRE(same);
    const bool last = ++beats_ == burst.beats();
    REQUIRE((beat_last_.get() != 0) == last);
    if (!last) return;
    beats_ = 0;
    ++answered;
    reads_.pop_front();
  }

  std::uint64_t left_;
  bool has_next_ = false, address_taken_ = false, beat_taken_ = false;
  std::vector<std::uint8_t>& memory_;
  std::vector<std::uint8_t> expected_;
  test::RandomSource& random_;
  Burst next_;
  std::deque<Burst> reads_, writes_, data_bursts_;  ///< taken, not answered; writes whose data are not all taken
  std::uint64_t sent_ = 0, beats_ = 0;
  rtl::RtlPort request_, ready_, write_, address_, bytes_, data_valid_, data_ready_, data_last_, data_, strobe_, beat_,
      beat_last_, beat_data_, answer_, user_, written_, written_strobe_;
  std::vector<std::pair<rtl::RtlPort, std::uint64_t>> constants_;  ///< of every cycle
};

std::vector<std::uint8_t> random_bytes(std::size_t count, test::RandomSource& random) {
  std::vector<std::uint8_t> out(count);
  for (std::uint8_t& x : out) x = static_cast<std::uint8_t>(random.bits());
  return out;
}

/// So many bursts through such a slave.
void run_bursts(std::uint64_t bursts) {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::RtlModel model(rtl::model_directory() / "axi4_master.so", test::seed());
  std::vector<std::uint8_t> memory = random_bytes(2 * kHalf, random);
  const rtl::Axi4Ports ports(model, kBeatBytes);
  rtl::Axi4Rules rules(ports, kBeatBytes);
  test::RandomAxi4Slave slave(ports, kBeatBytes, memory, random);
  Initiator initiator(model, memory, random, bursts);
  model.reset();
  const rtl::RtlPort error = model.port("error_o");
  std::uint64_t cycle = 0;
  while (!initiator.over()) {
    CAPTURE(cycle);
    REQUIRE(slave.idle() < 1000);
    initiator.drive();
    slave.drive();
    model.evaluate();
    REQUIRE(error.get() == 0);
    REQUIRE(cycle < 100 * bursts);  // some traffic never ends
    rules.check(cycle++);
    slave.sample();
    initiator.sample();
    model.clock();
  }
  CHECK(cycle < 40 * bursts);
  CHECK(initiator.answered == bursts);
  initiator.check_memory();
  // All that can go wrong was met.
  for (std::size_t channel = 0; channel < 3; ++channel) CHECK(slave.waited[channel] > bursts / 10);
  // The master keeps no answer waiting, so none can wait for another.
  CHECK(slave.waited[3] == 0);
  CHECK(slave.waited[4] == 0);
  CHECK(slave.data_first > bursts / 100);
  CHECK(slave.read_overtakes > bursts / 100);
  CHECK(slave.write_overtakes > bursts / 100);
  CHECK(slave.reads_bound > bursts / 100);
  CHECK(slave.writes_bound > bursts / 100);
}

}  // namespace

TEST_CASE("100 000 bursts come through a slave of random order and stalls with their data, each kind in order",
          "[axi4_master][rtl][long]") {
  run_bursts(100'000);
}

TEST_CASE("4 000 bursts do", "[axi4_master][rtl]") { run_bursts(4'000); }

TEST_CASE("a bus of another width is told, not written beyond", "[axi4_master][rtl]") {
  const rtl::RtlModel model(rtl::model_directory() / "axi4_master.so");
  REQUIRE_THROWS_WITH(rtl::Axi4Ports(model, 2 * kBeatBytes),
                      Catch::Contains("axi4_master.so: error: port m_axi_wdata_o: expected 256 bits, got 128"));
  execute::ByteMemory dram("dram", 64);
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
